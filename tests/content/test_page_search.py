"""Pages are found by what they say, in the reader's language."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from content.models import HelpIndexPage, HelpPage, PageIndexEntry
from content.page_search import found_pages, index_missing_pages
from tests.content.factories import make_child, make_home, make_page
from tests.sites import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(site):
    return make_home(site, title="Celadon at home")


def titles(text, language="en", **options):
    return [page.title for page in found_pages(text, language=language, **options)]


def test_words_of_title_introduction_and_body_are_found_by_their_beginnings(home):
    make_page(home, title="Céladon, and how it is fired", slug="fired", intro="A glaze of ash.")
    make_page(
        home, title="Care", slug="care", body=[("rich_text", "<p>Wash <b>celadon</b> bowls by hand.</p>")]
    )
    make_page(home, title="Terms", slug="terms")

    assert titles("celad") == ["Céladon, and how it is fired", "Care"]
    assert titles("CELADON bowls hand") == ["Care"]
    assert titles("ash glazes") == ["Céladon, and how it is fired"]
    assert titles("eladon") == titles("celadon xyzzyq") == titles("") == titles("%_") == []


def test_each_language_finds_its_own_and_chinese_is_found_anywhere(home, site):
    chinese = make_home(site, language="zh-hans", title="首页")
    make_page(home, title="Ash glaze", slug="ash")
    make_page(chinese, title="怎样使用青瓷碗", slug="qingci", intro="Ash 是草木灰。")

    assert titles("青瓷", "zh-hans") == titles("瓷碗 ash", "zh-hans") == ["怎样使用青瓷碗"]
    assert titles("青瓷") == []
    assert titles("ash") == ["Ash glaze"]


def test_a_page_says_where_it_stands_and_what_it_is_about(home):
    index = make_child(home, HelpIndexPage, title="Help", slug="help")
    make_child(index, HelpPage, title="Delivery", slug="delivery", group="Buying", intro="How it travels.")

    (page,) = found_pages("travels", language="en")

    assert (page.title, page.url, page.section, page.summary) == (
        "Delivery",
        "/help/delivery/",
        "Help",
        "How it travels.",
    )


def test_what_is_changed_hidden_or_taken_back_is_not_found(home):
    page = make_page(home, title="Old words", slug="words")
    page.title = "New words"
    page.save_revision().publish()
    hidden = make_page(home, title="Hidden words", slug="hidden")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    draft = make_page(home, title="Later words", slug="later")
    draft.title = "Draft words"
    draft.save_revision()

    assert titles("words") == ["New words", "Later words"]
    page.unpublish()
    draft.delete()
    assert titles("words") == []


@pytest.mark.parametrize("number", [1, 3])
def test_finding_costs_the_same_for_one_and_three(home, number, django_assert_max_num_queries):
    for place in range(number):
        make_page(home, title=f"Glaze {place}", slug=f"glaze-{place}")
    titles("glaze")

    with django_assert_max_num_queries(3):
        assert len(found_pages("glaze", language="en")) == number
    assert len(found_pages("glaze", language="en", limit=2)) == min(number, 2)


def test_pages_from_before_get_their_words_once(home):
    make_page(home, title="Ash glaze", slug="ash")
    PageIndexEntry.objects.all().delete()

    assert index_missing_pages() == 2
    assert index_missing_pages() == 0
    assert titles("ash") == ["Ash glaze"]


def test_the_results_of_a_search_show_pages_beside_products(client, home):
    make_page(home, title="Ash glaze", slug="ash", intro="From <wood>.")

    html = flat(client.get(reverse("search:search"), {"q": "ash"}))

    assert '<h2 class="title" id="found-pages">Related pages</h2>' in html
    assert '<a href="/ash/">Ash glaze</a>' in html
    assert "From &lt;wood&gt;." in html
    assert "found-pages" not in client.get(reverse("search:search"), {"q": "tide"}).content.decode()
    with translation.override("zh-hans"):
        assert "/ash/" not in client.get(reverse("search:search"), {"q": "ash"}).content.decode()
