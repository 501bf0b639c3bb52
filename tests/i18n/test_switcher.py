"""Whoever changes the language stays where they are."""

import re
from urllib.parse import unquote

import pytest
from django.urls import reverse

from shop.storefront.templatetags.storefront_tags import html_lang
from tests.content.factories import make_home, make_page
from tests.i18n.pages import PAGES

PAGE_TYPES = (
    "home",
    "category by facet",
    "product in variants",
    "search",
    "basket, empty",
    "login",
    "consent",
)
LINK = re.compile(r'<a href="([^"]+)" lang="([^"]+)"')
HREFLANG = re.compile(r'rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)"')


def links_on(response):
    """Language -> address, as the page's switchers name them (all alike)."""
    html = response.content.decode().replace("&amp;", "&")
    found = {(language, path) for path, language in LINK.findall(html)}
    assert len(found) == len({language for language, _path in found})
    return dict(found)


@pytest.mark.parametrize("page", PAGE_TYPES)
def test_links_lead_to_this_very_page_and_back(client, world, page):
    here = PAGES[page][1](world)
    away = links_on(client.get(here))

    for language, path in away.items():
        response = client.get(path)
        assert response.status_code == 200, path
        assert response.headers["Content-Language"] == language.lower()
        assert unquote(links_on(response)[html_lang(world.language)]) == unquote(here)


def test_links_follow_a_page_that_is_called_otherwise_in_chinese(client, site):
    english, chinese = make_home(site), make_home(site, language="zh-hans", title="首页")
    make_home(site, language="zh-hant", title="首頁")
    story = make_page(english)
    make_page(chinese, title="故事", slug="gushi", translation_key=story.translation_key)

    response = client.get("/zh-hans/gushi/?from=mail")

    # Nobody has written the story in Traditional Chinese: its readers are led to their home page.
    assert links_on(response) == {"en": "/story/?from=mail", "zh-Hant": "/zh-hant/"}
    assert HREFLANG.findall(response.content.decode()) == [
        ("en", "/story/"),
        ("x-default", "/story/"),
        ("zh-Hans", "/zh-hans/gushi/"),
    ]


def test_the_form_that_sets_a_language_stays_on_the_page(client, world):
    path = world.page_of(world.vase)
    bare = path.removeprefix(f"/{world.language}")

    response = client.post(reverse("set_language"), {"language": world.language, "next": bare})

    assert response.headers["Location"] == path
