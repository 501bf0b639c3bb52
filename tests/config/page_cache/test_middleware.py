import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import StoreIndexPage, StorePage
from personalization.interactions.models import Interaction
from tests.content.factories import make_child, make_form, make_home, make_page
from tests.personalization.factories import VisitorFactory, carry
from tests.search.factories import index_all
from tests.shop.checkout.walk import fill_basket
from tests.shop.factories import CategoryFactory, ProductFactory, StaffFactory, UserFactory
from tests.sites import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
MARK = "X-Page-Cache"


@pytest.fixture
def bowl(site):
    product = ProductFactory(
        title="Celadon bowl", price="24.00", num_in_stock=5, categories=[CategoryFactory(name="Bowls")]
    )
    index_all()
    return product


def is_kept(path):
    """Tell whether strangers get this from the cache, after two of them asked for it."""
    return [MARK in Client().get(path) for _visitor in range(3)] == [False, False, True]


def token_of(response):
    (token,) = set(TOKEN.findall(response.content.decode()))
    return token


@pytest.mark.parametrize("path", ["product", "category", "index", "search", "offers", "page", "home"])
def test_a_page_is_kept_once_two_visitors_were_given_the_same(bowl, site, path):
    home = make_home(site)
    address = {
        "product": bowl.get_absolute_url(),
        "category": bowl.categories.get().get_absolute_url(),
        "index": "/shop/catalogue/",
        "search": "/shop/search/?q=bowl",
        "offers": "/shop/offers/",
        "page": make_page(home).url,
        "home": "/",
    }[path]
    made, again = Client().get(address), Client().get(address)

    with CaptureQueriesContext(connection) as captured:
        kept = Client().get(address)

    assert [MARK in response for response in (made, again, kept)] == [False, False, True]
    assert captured.captured_queries == []
    assert TOKEN.sub("", kept.content.decode()) == TOKEN.sub("", made.content.decode())
    headers = [dict(response.headers) for response in (made, kept)]
    assert {**headers[0], MARK: "hit"} == headers[1]


def test_each_visitor_gets_a_token_of_their_own_that_opens_their_forms(bowl):
    address = bowl.get_absolute_url()
    assert is_kept(address)
    one, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    tokens = [token_of(visitor.get(address)) for visitor in (one, other)]
    form = {"quantity": 1, "csrfmiddlewaretoken": tokens[0]}

    assert tokens[0] != tokens[1]
    assert other.post(f"/shop/basket/add/{bowl.pk}/", form).status_code == 403
    assert one.post(f"/shop/basket/add/{bowl.pk}/", form).status_code == 302


@pytest.mark.parametrize("kind", ["user", "staff", "basket", "session", "draft", "message", "header", "htmx"])
def test_who_is_somebody_is_never_served_from_it_and_leaves_nothing(bowl, kept, kind):
    somebody, headers = Client(), {}
    address = bowl.categories.get().get_absolute_url()
    if kind in {"user", "staff"}:
        somebody.force_login(UserFactory(first_name="Ada") if kind == "user" else StaffFactory())
    elif kind == "basket":
        fill_basket(somebody, bowl)
    elif kind == "header":
        headers = {"authorization": "Basic YTpi"}
    elif kind == "htmx":
        headers = {"hx-request": "true"}
    else:
        name = {"session": "sessionid", "draft": "kiln_checkout", "message": "messages"}[kind]
        somebody.cookies[name] = "something"
    answers = [somebody.get(address, headers=headers) for _time in range(3)]
    assert [[MARK in answer for answer in answers], len(kept)] == [[False] * 3, 0]

    assert is_kept(address)
    assert MARK not in somebody.get(address, headers=headers)
    if kind == "basket":
        assert 'data-count="1"' in flat(somebody.get(address)) or "1 item" in flat(somebody.get(address))


@pytest.mark.parametrize(
    "path", ["/shop/basket/", "/accounts/login/", "/consent/", "/shop/search/suggest/?q=bowl"]
)
def test_other_pages_are_never_kept(bowl, kept, path):
    assert [MARK in Client().get(path) for _time in range(3)] == [False] * 3
    assert len(kept) == 0


def test_strange_cookies_do_not_matter_and_are_not_seen_by_the_view(bowl):
    address = bowl.get_absolute_url()
    visitor = Client()
    visitor.cookies["_ga"] = "GA1.1.7"
    made = visitor.get(address)
    assert set(made.wsgi_request.COOKIES) <= {"csrftoken"}
    visitor.get(address)
    assert MARK in Client().get(address)


def test_languages_and_addresses_are_pages_of_their_own(bowl):
    assert is_kept("/shop/catalogue/")
    other, sorted_ = Client().get("/zh-hans/shop/catalogue/"), Client().get("/shop/catalogue/?sort=price")
    assert [MARK in other, MARK in sorted_] == [False, False]
    assert 'lang="zh-Hans"' in other.content.decode()


def test_the_banner_is_shown_to_who_has_not_answered_only(bowl):
    address = bowl.categories.get().get_absolute_url()
    found = {}
    for granted in (None, False, True):
        for _time in range(3):
            visitor = Client() if granted is None else carry(Client(), granted=granted)
            response = visitor.get(address)
        found[granted] = (MARK in response, 'action="/consent/"' in response.content.decode())
    assert found == {None: (True, True), False: (True, False), True: (True, False)}


@pytest.mark.parametrize("path", ["product", "search"])
def test_what_a_visitor_who_agreed_looks_at_is_noted_each_time(bowl, path):
    address = bowl.get_absolute_url() if path == "product" else "/shop/search/?q=bowl"
    assert is_kept(address)
    visitor = carry(Client(), visitor=VisitorFactory())
    answers = [visitor.get(address) for _time in range(4)]
    assert [MARK in answer for answer in answers] == [False] * 4
    assert Interaction.objects.count() == 4


def test_what_is_remembered_of_a_visitor_is_on_nobody_elses_page(site, bowl):
    home = make_home(site)
    other = ProductFactory(title="Secret jug")
    visitor = carry(Client(), visitor=VisitorFactory())
    visitor.get(other.get_absolute_url())
    for path in (home.url, bowl.get_absolute_url()):
        mine = [visitor.get(path) for _time in range(3)]
        assert [MARK in answer for answer in mine] == [False] * 3
        theirs = [carry(Client(), visitor=VisitorFactory()).get(path) for _time in range(3)]
        assert "Recently viewed" not in theirs[-1].content.decode()


def test_head_and_conditional_requests_are_answered_like_any_other(bowl, kept):
    address = bowl.get_absolute_url()
    for _time in range(3):
        Client().head(address)
    assert len(kept) == 0
    assert is_kept(address)
    got, head = Client().get(address), Client().head(address)
    assert (MARK in head, head.content) == (True, b"")
    assert {**head.headers, "Content-Length": ""} == {**got.headers, "Content-Length": ""}
    for headers in (
        {"if-none-match": "*"},
        {"if-modified-since": "Mon, 30 Nov 2099 00:00:00 GMT"},
        {"range": "bytes=0-9"},
    ):
        response = Client().get(address, headers=headers)
        assert (response.status_code, TOKEN.sub("", response.content.decode())) == (
            200,
            TOKEN.sub("", got.content.decode()),
        )


def test_what_is_made_anew_for_each_is_never_kept(site):
    home, form = make_home(site), make_form({"label": "Name", "field_type": "singleline"})
    page = make_page(home, slug="write", body=[("form", {"heading": "Write", "form": form})])
    assert [MARK in Client().get(page.url) for _time in range(4)] == [False] * 4


def test_what_tells_the_time_is_never_kept(site):
    home = make_home(site)
    index = make_child(home, StoreIndexPage, title="Shops", slug="shops")
    store = make_child(
        index, StorePage, title="Quay", slug="quay", street="Quay 1", city="Kiel", country="DE"
    )
    for page in (index, store):
        assert [MARK in Client().get(page.url) for _time in range(3)] == [False] * 3


def test_errors_redirects_and_what_is_not_there_are_not_kept(bowl, kept):
    for path in ("/nowhere/", bowl.get_absolute_url().replace("celadon", "old"), "/shop/catalogue/?page=99"):
        for _time in range(3):
            assert Client().get(path).status_code != 200
    assert len(kept) == 0


def test_a_page_lives_for_a_minute(bowl):
    morning = timezone.now().replace(hour=9, minute=0)
    with time_machine.travel(morning, tick=False) as clock:
        assert is_kept("/shop/catalogue/")
        clock.shift(timedelta(seconds=59))
        assert MARK in Client().get("/shop/catalogue/")
        clock.shift(timedelta(seconds=1))
        assert MARK not in Client().get("/shop/catalogue/")


def test_it_can_be_turned_off(bowl, settings, kept):
    settings.KILN_PAGE_CACHE_MB = 0
    assert [MARK in Client().get("/shop/catalogue/") for _time in range(3)] == [False] * 3
    assert len(kept) == 0
