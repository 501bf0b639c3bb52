"""What search engines, and those who share an address, read of editors' pages."""

import io
import json
import re

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Drawing
from wagtail.images.models import Image
from wagtail.models import Page

from tests.content.factories import make_home, make_page
from tests.content.sharing import HOST, html_of, large, shared

SHOP = {"@type": "Organization", "name": "Kiln", "url": f"{HOST}/"}


def make_image(title):
    file = io.BytesIO()
    Drawing.new("RGB", (8, 10), "#2f6d7c").save(file, "PNG")
    file.seek(0)
    return Image.objects.create(title=title, file=ImageFile(file, name=f"{title}.png"))


def hero(image, alt):
    words = {"heading": "Fire", "text": "", "link": {"label": "Shop", "path": "/shop/"}}
    return {
        "type": "hero",
        "value": {**words, "image": {"image": image.pk, "alt_text": alt, "decorative": False}},
    }


def schemas_of(client, path):
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', html_of(client, path), re.DOTALL
    )
    return json.loads(block)


@pytest.mark.parametrize(
    ("language", "path", "code"), [("en", "/", "en"), ("zh-hans", "/zh-hans/", "zh-Hans")]
)
def test_the_home_page_says_whose_shop_it_is_and_how_to_search_it(client, site, language, path, code):
    make_home(site)
    if language != "en":
        make_home(site, language=language)

    organization, website = schemas_of(client, path)

    assert organization == {
        "@context": "https://schema.org",
        **SHOP,
        "logo": f"{HOST}/static/icons/kiln.svg",
    }
    assert (website["@type"], website["url"], website["inLanguage"]) == ("WebSite", HOST + path, code)
    assert website["potentialAction"] == {
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": f"{HOST}{path}shop/search/?q={{search_term_string}}",
        },
        "query-input": "required name=search_term_string",
    }


def test_a_page_is_an_article_with_the_way_to_it(client, site):
    story = make_page(make_home(site), title="Story </script>", intro="How it began.")
    picture = make_image("kiln")
    story.share_image = picture
    story.save_revision().publish()
    story.refresh_from_db()

    article, crumbs = schemas_of(client, "/story/")

    assert article == {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "Story </script>",
        "description": "How it began.",
        "url": f"{HOST}/story/",
        "mainEntityOfPage": f"{HOST}/story/",
        "image": large(picture),
        "inLanguage": "en",
        "datePublished": story.first_published_at.isoformat(),
        "dateModified": story.last_published_at.isoformat(),
        "author": SHOP,
        "publisher": SHOP,
    }
    assert [(item["name"], item["item"]) for item in crumbs["itemListElement"]] == [
        ("Home", f"{HOST}/"),
        ("Story </script>", f"{HOST}/story/"),
    ]


def test_a_page_is_shared_with_its_picture_else_the_first_of_its_body(client, site):
    page = make_page(make_home(site))
    assert shared(client, "/story/") == ()

    first = make_image("first")
    page.body = json.dumps([{"type": "quote", "value": {"text": "Words"}}, hero(first, "A kiln at night")])
    page.save_revision().publish()
    assert shared(client, "/story/") == (large(first), "A kiln at night")

    page.share_image = chosen = make_image("chosen")
    page.save_revision().publish()
    assert shared(client, "/story/") == (large(chosen), "Story")
    assert client.get(large(chosen).removeprefix(HOST)).getvalue()[8:12] == b"WEBP"


def test_the_picture_costs_no_query_once_it_was_found(client, site):
    home = make_home(site)
    client.get("/")
    with CaptureQueriesContext(connection) as without:
        client.get("/")
    home.share_image = make_image("fire")
    home.save_revision().publish()
    client.get("/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    assert len(queries) == len(without) <= 12


@pytest.mark.parametrize(
    ("language", "prefix"), [("en", ""), ("zh-hans", "/zh-hans"), ("zh-hant", "/zh-hant")]
)
def test_a_renamed_page_and_all_below_are_found_at_their_old_addresses(
    client, site, language, prefix, django_capture_on_commit_callbacks
):
    home = make_home(site)
    if language != "en":
        home = make_home(site, language=language)
    story = make_page(home)
    make_page(story, title="Clay", slug="clay")
    story.refresh_from_db()

    story.slug = "our-story"
    with django_capture_on_commit_callbacks(execute=True):
        story.save_revision().publish()

    for old in ("/story/", "/story/clay/"):
        response = client.get(f"{prefix}{old}?utm_source=letter")
        assert response.status_code == 301
        new = old.replace("story", "our-story")
        assert response.headers["Location"].removeprefix(HOST) == f"{prefix}{new}?utm_source=letter"
        assert client.get(f"{prefix}{new}").status_code == 200


def test_a_moved_page_is_found_at_its_old_address(client, site):
    home = make_home(site)
    story, care = make_page(home), make_page(home, title="Care", slug="care")

    care.move(Page.objects.get(pk=story.pk), "first-child")

    assert client.get("/care/").headers["Location"].removeprefix(HOST) == "/story/care/"
