"""The checkout on one page: which sections there are, which are answered, and what HTMX gets."""

import pytest
from django.urls import reverse

from tests.shop.checkout.walk import ADDRESS, fill_basket, url, walk_to_review
from tests.shop.factories import CountryFactory, ProductClassFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
HTMX = {"HTTP_HX_REQUEST": "true"}
ALL = ["contact", "address", "delivery", "payment", "review"]


@pytest.fixture(autouse=True)
def country():
    return CountryFactory(display_order=1)


def pattern():
    kind = ProductClassFactory(slug="patterns", name="Patterns", track_stock=False, requires_shipping=False)
    return ProductFactory(product_class=kind, num_in_stock=None)


def sections(page):
    return [(each["code"], each["is_now"], each["is_done"]) for each in page.context["sections"]]


def codes(page):
    return [each["code"] for each in page.context["sections"]]


def test_sections_are_answered_one_after_another(client):
    fill_basket(client, ProductFactory())
    answers = [
        ("index", {"email": "ada@example.com"}),
        ("shipping-address", ADDRESS),
        ("shipping-method", {"method_code": "standard"}),
        ("payment-method", {"method": "bank-transfer"}),
    ]

    for number, (step, answer) in enumerate(answers):
        page = client.get(url(step))
        assert sections(page) == [(code, at == number, at < number) for at, code in enumerate(ALL)]
        client.post(url(step), answer)

    assert sections(client.get(url("preview"))) == [
        (code, code == "review", code != "review") for code in ALL
    ]


def test_answered_sections_stay_so_wherever_one_looks(client):
    walk_to_review(client, ProductFactory())

    assert sections(client.get(url("shipping-address"))) == [
        ("contact", False, True),
        ("address", True, False),
        ("delivery", False, True),
        ("payment", False, True),
        ("review", False, False),
    ]


def test_answer_leads_to_the_first_section_that_has_none(client):
    walk_to_review(client, ProductFactory())

    assert client.post(url("index"), {"email": "bo@example.com"}).url == url("preview")
    assert client.post(url("shipping-address"), ADDRESS).url == url("preview")
    assert client.post(url("shipping-method"), {"method_code": "express"}).url == url("preview")


def test_what_the_address_is_for_is_said_once(client):
    fill_basket(client, ProductFactory())

    assert client.get(url("index")).content.decode().count("No account needed.") == 1


def test_user_needs_no_address_for_mail(client):
    client.force_login(UserFactory())
    fill_basket(client, ProductFactory())

    assert client.get(url("index")).url == url("shipping-address")
    assert codes(client.get(url("shipping-address"))) == ALL[1:]


def test_what_is_not_sent_needs_no_address(client):
    fill_basket(client, pattern())

    page = client.get(url("index"))
    answer = client.post(url("index"), {"email": "ada@example.com"})

    assert codes(page) == ["contact", "payment", "review"]
    assert answer.url == url("shipping-method")


def test_what_costs_nothing_needs_no_payment(client):
    make_offer(value=100)
    fill_basket(client, pattern())
    client.post(url("index"), {"email": "ada@example.com"})
    client.get(url("shipping-method"))

    page = client.get(url("preview"))

    assert codes(page) == ["contact", "review"]
    assert client.get(url("payment-method")).url == url("preview")


@pytest.mark.parametrize(
    ("headers", "frame"),
    [
        ({}, "base.html"),
        (HTMX, "oscar/checkout/partial_base.html"),
        ({**HTMX, "HTTP_HX_HISTORY_RESTORE_REQUEST": "true"}, "base.html"),
    ],
)
def test_page_that_is_open_gets_its_inside_and_its_address(client, headers, frame):
    fill_basket(client, ProductFactory())

    page = client.get(url("index"), **headers)

    assert page.context["frame"] == frame
    assert page.headers.get("HX-Push-Url") == (url("index") if frame != "base.html" else None)


def test_refused_answer_keeps_the_address_of_its_section(client):
    fill_basket(client, ProductFactory())

    page = client.post(url("index"), {"email": "ada@"}, **HTMX)

    assert (page.status_code, page.headers.get("HX-Push-Url")) == (200, None)


def test_answers_within_the_page_are_followed_and_others_leave_it(client):
    fill_basket(client, ProductFactory())

    inside = client.post(url("index"), {"email": "ada@example.com"}, **HTMX)
    client.post(url("shipping-address"), ADDRESS)
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    page = client.get(url("preview"))
    sent = {key: page.context[key] for key in ("order_number", "fingerprint")}
    outside = client.post(url("preview"), sent, **HTMX)

    assert (inside.status_code, inside.url) == (302, url("shipping-address"))
    assert (outside.status_code, outside["HX-Redirect"]) == (200, url("thank-you"))
    assert client.post(url("preview"), sent, **HTMX)["HX-Redirect"] == url("thank-you")
    assert client.get(url("index"), **HTMX)["HX-Redirect"] == reverse("basket:summary")


def test_a_look_that_is_led_on_pushes_no_address(client):
    fill_basket(client, ProductFactory())

    answer = client.get(url("shipping-address"), **HTMX)

    assert (answer.url, answer.headers.get("HX-Push-Url")) == (url("index"), None)


@pytest.mark.parametrize(
    "step", ["index", "shipping-address", "shipping-method", "payment-method", "preview"]
)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_guest_who_changes_the_language_stays_on_the_step(client, step, language):
    walk_to_review(client, ProductFactory())
    path = url(step)
    here = client.get(path)

    there = client.get(f"/{language}{path}")

    assert there.status_code == 200
    assert f'href="/{language}{path}"' in here.content.decode()
    states = [[section[1:] for section in sections(page)] for page in (here, there)]
    assert states[0] == states[1]
