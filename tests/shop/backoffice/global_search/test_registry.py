"""What the search of everything shows, to whom, in which order, and what a failing package takes along."""

import pytest

from shop.backoffice.global_search import registry
from shop.backoffice.global_search.registry import (
    CANDIDATES,
    PROVIDERS,
    SHOWN,
    Fit,
    Hit,
    SearchProvider,
    fit_of,
    readable,
    search,
)
from shop.registry import Registry
from tests.crm_core.factories import CompanyFactory, CustomerFactory, rep_with, staff_with
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/cms/search/"
VIEW = "customers.view_customer"


@pytest.fixture
def providers(monkeypatch):
    """A registry of the test's own."""
    made = Registry("search provider", sort=lambda provider: (provider.order, provider.name))
    monkeypatch.setattr(registry, "PROVIDERS", made)
    return made


def provider(name, hits, *, order=1, permission=VIEW, **kwargs):
    def find(_text, _user):
        if isinstance(hits, Exception):
            raise hits
        return hits

    return SearchProvider(
        name=name, label=name, icon="user", order=order, permission=permission, find=find, **kwargs
    )


def test_groups_with_better_hits_come_first_and_are_cut(providers):
    many = [Hit(title=str(number), url="/") for number in range(SHOWN + 1)]
    providers.register(provider("many", many, order=1, list_url=lambda text: f"/things/?q={text}"))
    providers.register(provider("exact", [Hit(title="x", url="/", fit=Fit.KEY)], order=2))
    providers.register(provider("none", [], order=3))

    groups = search("  abc ", staff_with(VIEW))

    assert [(group.provider.name, len(group.hits), group.more_url) for group in groups] == [
        ("exact", 1, ""),
        ("many", SHOWN, "/things/?q=abc"),
    ]


def test_provider_without_the_right_is_not_asked(providers):
    providers.register(provider("other", AssertionError("asked"), permission="order.view_order"))
    assert search("abc", staff_with(VIEW)) == []


def test_provider_for_nobody_in_particular_is_refused():
    with pytest.raises(ValueError, match="permission"):
        provider("open", [], permission="")


def test_failing_provider_takes_nothing_along(providers, caplog):
    providers.register(provider("broken", RuntimeError("boom"), order=1))
    providers.register(provider("fine", [Hit(title="Anna", url="/")], order=2))

    groups = {group.provider.name: group.is_failed for group in search("abc", staff_with(VIEW))}

    assert groups == {"broken": True, "fine": False}
    assert "broken" in caplog.text


@pytest.mark.parametrize(
    ("text", "read"),
    [("a", ""), ("王", "王"), ("  a  b ", "a b"), ("\x00ab", "ab"), ("Ａb", "Ab"), ("x" * 300, "x" * 100)],
)
def test_text_is_read(text, read):
    assert readable(text) == read


@pytest.mark.parametrize(
    ("text", "fit"), [("moon jar", Fit.KEY), ("JAR", Fit.WORD), ("ja", Fit.BEGINNING), ("oon", Fit.FRAGMENT)]
)
def test_short_texts_fit(text, fit):
    assert fit_of(text, "Moon jar", "") == fit


def titles(client, text):
    response = client.get(ADDRESS, {"q": text, "part": 1})
    return {group.provider.name: [hit.title for hit in group.hits] for group in response.context["groups"]}


def test_everything_is_found_by_who_may_see_it(client):
    CustomerFactory(name="Anna Kranich", email="a.kranich@example.com")
    CompanyFactory(name="Kranich Keramik")
    OrderFactory(number="K26-KRANI77")
    ProductFactory(title="Kranich vase")
    client.force_login(staff_with(VIEW, "b2b.view_company", "order.view_order", "catalogue.view_product"))

    assert titles(client, "krani") == {
        "customers": ["Anna Kranich"],
        "companies": ["Kranich Keramik"],
        "orders": ["K26-KRANI77"],
        "products": ["Kranich vase"],
    }
    client.force_login(staff_with(VIEW))
    assert titles(client, "krani") == {"customers": ["Anna Kranich"]}
    client.force_login(rep_with(VIEW))
    assert titles(client, "krani") == {}


def test_best_fit_of_customers_comes_first(client):
    for name in ("Webermann Paul", "Anna Weber", "Kornweber Ida"):
        CustomerFactory(name=name)
    client.force_login(staff_with(VIEW))

    assert titles(client, "weber")["customers"] == ["Anna Weber", "Webermann Paul", "Kornweber Ida"]


def test_whole_words_come_first_among_more_than_are_read(client):
    for number in range(CANDIDATES + 5):
        CustomerFactory(name=f"Webermann {number}")
    CustomerFactory(name="Anna Weber")
    client.force_login(staff_with(VIEW))

    assert titles(client, "weber")["customers"][0] == "Anna Weber"


def test_search_costs_the_same_whatever_is_found(client, django_assert_max_num_queries):
    client.force_login(staff_with(VIEW, "b2b.view_company", "order.view_order", "catalogue.view_product"))
    for _number in range(8):
        CustomerFactory(name="Anna Kranich")
    titles(client, "x1")
    with django_assert_max_num_queries(30):
        titles(client, "kranich")


def test_page_works_without_a_script(client):
    CustomerFactory(name="<b>Anna</b> & Co")
    client.force_login(staff_with(VIEW))

    page = client.get(ADDRESS, {"q": "anna"}).content.decode()

    assert "&lt;b&gt;Anna&lt;/b&gt; &amp; Co" in page
    assert 'action="/cms/search/"' in page  # the dialog of every page
    assert "no-store" in client.get(ADDRESS, {"q": "anna", "part": 1}).headers["Cache-Control"]
    assert client.post(ADDRESS, {"q": "anna"}).status_code == 405


def test_shop_registers_what_can_be_found():
    assert PROVIDERS.names() == [
        "customers",
        "leads",
        "deals",
        "companies",
        "orders",
        "products",
        "serials",
        "pages",
    ]
