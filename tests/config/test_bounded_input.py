"""What no address, form or cookie may hold is refused before a view sees it."""

import pytest
from django.http import QueryDict
from django.urls import NoReverseMatch, resolve, reverse

from config.bounded_input import BoundedInputMiddleware, is_beyond_ids
from shop.numbers import whole_number
from shop.safe_redirects import safe_redirect_url
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LONG = [str(2**63), "9" * 30, "9" * 5000]


@pytest.mark.parametrize("number", [*LONG, "0", "1%00", "%00"])
@pytest.mark.parametrize(
    "shape",
    [
        "/shop/catalogue/category/vases_{}/",
        "/shop/catalogue/bowl_{}/",
        "/shop/accounts/alerts/cancel/{}/",
        "/shop/accounts/wishlists/key/products/{}/delete/",
        "/documents/{}/a.pdf",
        "/cms/pages/1/revisions/{}/revert/",
        "/cms/product_chooser/chosen/{}/",
        "/cms/shop/catalogue/option/{}/update/",
        "/cms/shop/users/alerts/{}/update/",
    ],
)
def test_an_id_that_no_row_can_have_is_not_found(client, shape, number):
    client.force_login(StaffFactory())

    assert client.get(shape.format(number)).status_code == 404


@pytest.mark.parametrize("word", ["on", "1e30", "NaN", "%C2%B2", "%F0%9F%98%80", "1..2", "_00"])
def test_words_for_a_number_are_not_found(client, word):
    client.force_login(StaffFactory())

    assert client.get(f"/cms/shop/catalogue/option/{word}/update/").status_code == 404
    assert client.get(f"/cms/product_chooser/chosen/{word}/").status_code == 404


@pytest.mark.parametrize("value", ["on", "1e30", *LONG])
def test_words_for_ids_in_a_query_are_not_found(client, value):
    client.force_login(StaffFactory())

    assert client.get("/cms/category_chooser/chosen-multiple/", {"id": value}).status_code == 404


def test_a_mistake_of_our_own_is_no_missing_page(rf):
    request = rf.get("/shop/catalogue/", {"p": "7"})
    request.resolver_match = resolve("/shop/catalogue/")
    middleware = BoundedInputMiddleware(lambda request: None)

    for mistake in (
        ValueError("Field 'id' expected a number but got 'x'."),
        ValueError("something else"),
        OverflowError("Python int too large to convert to SQLite INTEGER"),
    ):
        assert middleware.process_exception(request, mistake) is None


def test_a_nul_in_a_query_or_form_is_left_out(client):
    bowl = ProductFactory(title="Tide bowl")

    found = client.get("/shop/search/?q=ti%00de&page=1%00")
    client.post(reverse("basket:add", args=[bowl.pk]), {"quantity": "2\0"})

    assert found.status_code == 200
    assert QueryDict("q=tide&page=1") == found.context["request"].GET
    assert client.get(reverse("basket:summary")).context["summary"].pieces == 2


@pytest.mark.parametrize("cookie", ["sessionid", "oscar_open_basket", "kiln_visitor", "django_language", "x"])
@pytest.mark.parametrize(
    "value", ["\0", "a\0b", "9" * 3000, "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1")]
)
def test_a_cookie_that_nothing_can_look_up_locks_nobody_out(client, cookie, value):
    client.cookies[cookie] = value

    assert client.get(reverse("basket:summary")).status_code == 200


def test_another_order_s_line_is_not_found(client):
    buyer = UserFactory()
    order, other = OrderFactory(user=buyer), OrderFactory()
    client.force_login(buyer)

    for line in (other.lines.get().pk, 0, 10**12):
        answer = client.post(reverse("customer:order-line", args=[order.number, line]), {"action": "reorder"})
        assert answer.status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "9" * 18, "9" * 30, "9" * 5000, "x", "\0", "٣", "1e3", "\ud7ff"])
def test_pages_of_lists_that_are_none(client, page):
    client.force_login(StaffFactory())

    for address in ("/cms/shop/orders/", "/cms/shop/catalogue/", "/cms/customers/", "/cms/redirects/"):
        assert client.get(address, {"p": page}).status_code in {200, 404}


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("12", 12), (str(2**63 - 1), 2**63 - 1), (7, 7)]
    + [(text, None) for text in (*LONG, "-1", "+1", "1.0", " 1", "٣", "²", "", "1e3", None, 1.5, "on")],
)
def test_a_whole_number_or_none(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("candidate", "way"),
    [
        ("/shop/", "/shop/"),
        ("http://testserver/a", "http://testserver/a"),
        *(
            (bad, "/home/")
            for bad in ("on", "", None, "//evil.example", "https://evil.example", "/\\evil.example")
        ),
        *((bad, "/home/") for bad in ("javascript:alert(1)", "http:///evil", "http://[", "\0/", "?a=1")),
    ],
)
def test_a_way_lies_on_this_site(rf, candidate, way):
    assert safe_redirect_url(rf.get("/"), candidate, otherwise="/home/") == way


def test_next_that_is_a_word_leads_to_the_basket(client):
    answer = client.post(reverse("basket:add", args=[ProductFactory().pk]), {"quantity": "1", "next": "on"})

    assert (answer.status_code, answer.url) == (302, reverse("basket:summary"))


@pytest.mark.parametrize(
    ("value", "is_beyond"),
    [
        (2**63, True),
        (2**63 - 1, False),
        ("9" * 20, True),
        ("12", False),
        ("a\0", True),
        ("bowl", False),
        (None, False),
    ],
)
def test_what_is_beyond_ids(value, is_beyond):
    assert is_beyond_ids(value) is is_beyond


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("claimed", "status"), [("0", 200), ("2147483648", 400), ("9" * 30, 400), ("1200", 400)]
)
def test_rows_that_are_not_sent_are_not_built(client, site, claimed, status):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    form = {"name": "", "contacts-TOTAL_FORMS": claimed, "contacts-INITIAL_FORMS": "0"}
    form |= {"contacts-MIN_NUM_FORMS": "0", "contacts-MAX_NUM_FORMS": "1000"}

    assert client.post("/cms/companies/new/", form).status_code == status


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_next_that_is_no_address_is_a_bad_request(rf, method):
    middleware = BoundedInputMiddleware(lambda _request: None)
    request = getattr(rf, method)("/cms/workflows/remove/1/", {"next": "1e999999"})

    theirs = middleware.process_exception(request, NoReverseMatch("Reverse for '1e999999' not found."))
    ours = middleware.process_exception(request, NoReverseMatch("Reverse for 'dashboard:order' not found."))

    assert (theirs.status_code, ours) == (400, None)


@pytest.mark.parametrize(
    ("method", "address", "sent"),
    [
        ("post", "/cms/redirects/import/process/", {}),
        ("get", "/cms/images/chooser/", {"tag": "NaN", "q": "NaN"}),
    ],
)
def test_what_wagtail_reads_without_a_look_is_a_bad_request(client, site, method, address, sent):
    client.force_login(StaffFactory())

    assert getattr(client, method)(address, sent).status_code == 400


def test_a_key_that_our_own_code_misses_stays_an_error(rf):
    with pytest.raises(KeyError) as ours:
        {}["ORDER"]

    middleware = BoundedInputMiddleware(lambda _request: None)
    assert middleware.process_exception(rf.post("/"), ours.value) is None
