"""Whoever changes the language stays where they are."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from shop.storefront.templatetags.storefront_tags import html_lang
from tests.i18n.pages import PAGES
from tests.i18n.switcher import links_on

PAGE_TYPES = (
    "home",
    "category by facet",
    "product in variants",
    "search",
    "basket, empty",
    "login",
    "consent",
)


@pytest.mark.parametrize("page", PAGE_TYPES)
def test_links_lead_to_this_very_page_and_back(client, world, page):
    here = PAGES[page][1](world)
    away = links_on(client.get(here))

    for language, path in away.items():
        response = client.get(path)
        assert response.status_code == 200, path
        assert response.headers["Content-Language"] == language.lower()
        assert unquote(links_on(response)[html_lang(world.language)]) == unquote(here)


def test_the_form_that_sets_a_language_stays_on_the_page(client, world):
    path = world.page_of(world.vase)
    bare = path.removeprefix(f"/{world.language}")

    response = client.post(reverse("set_language"), {"language": world.language, "next": bare})

    assert response.headers["Location"] == path
