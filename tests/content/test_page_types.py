"""Each kind of page as a reader gets it."""

import json
import re
from datetime import date, time

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, get_page_models

from content.models import (
    ArticlePage,
    CollectionIndexPage,
    CollectionPage,
    ContentPage,
    HelpIndexPage,
    HelpPage,
    JournalIndexPage,
    LandingPage,
    StoreIndexPage,
    StorePage,
)
from content.models.stores import OpeningHours, SpecialDay
from tests.content.factories import make_child, make_home, make_image
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db
TEXT = "<p>" + "clay " * 440 + "</p>"


@pytest.fixture
def home(site):
    return make_home(site)


def html_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def schemas_of(html):
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(block)


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def make_range(*products):
    found = apps.get_model("offer", "Range").objects.create(name="Tide", slug="tide")
    for place, product in enumerate(products):
        found.add_product(product, display_order=place)
    return found


def journal_with(home, count):
    journal = JournalIndexPage.objects.first() or make_child(
        home, JournalIndexPage, title="Journal", slug="journal"
    )
    for number in range(count):
        article = ArticlePage(
            title=f"Firing {number}",
            slug=f"firing-{number}-{ArticlePage.objects.count()}",
            author="Ida Holm",
            published_on=date(2026, 10, 1 + number),
            picture=make_image(f"picture-{number}"),
            body=[("rich_text", TEXT)],
            locale=journal.locale,
        )
        article.tags.add("glaze")
        journal.add_child(instance=article)
        article.save_revision().publish()
    return journal


def test_a_landing_page_has_its_hero_and_no_menu(client, home):
    hero = {
        "image": make_image(),
        "heading": "Eight bowls",
        "text": "",
        "link": {"label": "Choose", "page": None, "category": None, "path": "/shop/"},
    }
    make_child(home, LandingPage, title="Bowls", slug="bowls", hero=[("hero", hero)])

    html = html_of(client, "/bowls/")

    assert re.findall(r"<h1>(.*?)</h1>", html) == ["Eight bowls"]
    assert "menu-wide" not in html
    assert "foot-grid" not in html


def test_an_article_says_who_wrote_it_when_and_how_long_it_takes(client, home):
    journal_with(home, 2)

    html = html_of(client, "/journal/firing-0-0/")

    assert "Ida Holm" in html
    assert "1 October 2026" in html
    assert "2 minutes to read" in html
    assert "Firing 1" in html
    article = schemas_of(html)[0]
    assert article["author"] == {"@type": "Person", "name": "Ida Holm"}


def test_the_journal_lists_the_latest_first_and_narrows_by_subject(client, home):
    journal_with(home, 3)
    other = ArticlePage.objects.get(title="Firing 1")
    other.tags.set(["clay"])
    other.save_revision().publish()

    everything = html_of(client, "/journal/")
    narrowed = html_of(client, "/journal/?tag=clay")

    titles = r"Firing \d(?=</a>)"
    assert re.findall(titles, everything) == ["Firing 2", "Firing 1", "Firing 0"]
    assert re.findall(titles, narrowed) == ["Firing 1"]
    assert '<meta name="robots" content="noindex, follow">' in narrowed


def test_the_journal_costs_the_same_with_one_and_with_three_articles(client, home):
    journal_with(home, 1)
    one = [queries_of(client, "/journal/"), queries_of(client, "/journal/firing-0-0/")]
    journal_with(home, 3)
    three = [queries_of(client, "/journal/"), queries_of(client, "/journal/firing-0-0/")]

    assert one[0] == three[0]
    assert three[1] <= one[1] + 1  # the site's roots, read for the first address of another article


def test_a_collection_shows_the_pieces_of_its_range_in_their_order(client, home):
    second, first, outside = ProductFactory.create_batch(3)
    pieces = make_range(first, second)
    index = make_child(home, CollectionIndexPage, title="Collections", slug="collections")
    make_child(index, CollectionPage, title="Tide", slug="tide", range=pieces, picture=make_image())

    cards = re.findall(r'data-product="(\d+)"', html_of(client, "/collections/tide/"))

    assert cards == [str(first.pk), str(second.pk)]
    assert str(outside.pk) not in cards
    assert "Tide" in html_of(client, "/collections/")


def test_help_stands_by_subject(client, home):
    index = make_child(home, HelpIndexPage, title="Help", slug="help")
    for title, group in (("Care", "Using"), ("Delivery", "Buying"), ("Oven", "Using")):
        make_child(index, HelpPage, title=title, slug=title.lower(), group=group)

    html = html_of(client, "/help/")

    assert re.findall(r'<h2 class="help-group">(.*?)</h2>|/help/(\w+)/', html)[:5] == [
        ("Using", ""),
        ("", "care"),
        ("", "oven"),
        ("Buying", ""),
        ("", "delivery"),
    ]
    assert "/help/oven/" in html_of(client, "/help/care/")
    assert "/help/delivery/" not in html_of(client, "/help/care/").split("<main")[1].split("</main")[0]


def test_questions_are_told_to_search_engines(client, home):
    index = make_child(home, HelpIndexPage, title="Help", slug="help")
    questions = [{"question": "Oven?", "answer": "<p>No. It minds the <b>change</b>.</p>"}]
    make_child(
        index,
        HelpPage,
        title="Care",
        slug="care",
        body=[("faq", {"heading": "", "questions": questions})],
    )

    faq = schemas_of(html_of(client, "/help/care/"))[-1]

    assert faq == {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": "Oven?",
                "acceptedAnswer": {"@type": "Answer", "text": "No. It minds the change."},
            }
        ],
    }


def make_store(index, title, **fields):
    store = StorePage(
        title=title,
        slug=title.lower(),
        street="Kompagnistræde 21",
        postcode="1208",
        city="København K",
        country="DK",
        time_zone="Europe/Copenhagen",
        locale=index.locale,
        **fields,
    )
    store.hours = [OpeningHours(weekday=day, opens=time(10), closes=time(18)) for day in range(5)]
    store.special_days = [SpecialDay(date=date(2026, 12, 24), note="Christmas")]
    index.add_child(instance=store)
    store.save_revision().publish()
    return store


@time_machine.travel("2026-11-24 16:30 +0000", tick=False)  # 17:30 in Copenhagen
def test_a_shop_says_where_it_is_whether_it_is_open_and_how_to_get_there(client, home):
    index = make_child(home, StoreIndexPage, title="Shops", slug="shops")
    make_store(index, "Copenhagen", latitude="55.67780", longitude="12.57460", phone="+45 33 11 00 00")

    html = html_of(client, "/shops/copenhagen/")

    assert "Open until 18:00" in html
    assert "https://www.openstreetmap.org/directions?to=55.67780%2C12.57460" in html
    assert "24 December 2026" in html
    store = schemas_of(html)[0]
    assert (store["@type"], store["telephone"], len(store["openingHoursSpecification"])) == (
        "Store",
        "+45 33 11 00 00",
        5,
    )
    assert store["address"]["addressLocality"] == "København K"


def test_the_list_of_shops_costs_the_same_with_one_and_with_three(client, home):
    index = make_child(home, StoreIndexPage, title="Shops", slug="shops")
    make_store(index, "One")
    one = queries_of(client, "/shops/")
    make_store(index, "Two")
    make_store(index, "Three")

    assert queries_of(client, "/shops/") == one


def test_new_pages_are_in_the_sitemap(client, home):
    journal_with(home, 1)

    assert "/journal/firing-0-0/" in client.get("/sitemap-pages.xml").content.decode()


def fields_of(panel):
    """Name every field that an editor finds on a page's form."""
    own = {panel.field_name} if hasattr(panel, "field_name") else set()
    return own.union(*(fields_of(child) for child in getattr(panel, "children", ())))


@pytest.mark.parametrize("model", [model for model in get_page_models() if model is not Page])
def test_every_kind_of_page_has_what_search_engines_and_sharing_need(model):
    needed = {"slug", "seo_title", "search_description", "share_image"}

    assert issubclass(model, ContentPage)
    assert needed - fields_of(model.get_edit_handler()) == set()
