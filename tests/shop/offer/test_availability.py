"""One answer to "can this offer be had now?", wherever it is asked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from shop.offer.availability import available_at, can_be_applied
from shop.offer.models import ConditionalOffer
from shop.offer.redeemers import Redeemer
from shop.order.exceptions import DiscountUnavailable
from shop.order.redemptions import redeem
from shop.voucher.models import Voucher
from tests.shop.checkout.walk import fill_basket
from tests.shop.factories import BasketFactory, ProductFactory
from tests.shop.offer.makers import DAY, basket_with, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
Benefit, Condition = get_model("offer", "Benefit"), get_model("offer", "Condition")


@pytest.mark.parametrize(
    ("start", "end", "now", "is_open"),
    [
        (None, None, NOON, True),
        (NOON, None, NOON - SECOND, False),
        (NOON, None, NOON, True),
        (None, NOON, NOON, True),
        (None, NOON, NOON + SECOND, False),
        (NOON - DAY, NOON + DAY, NOON, True),
    ],
)
def test_dates_bound_to_the_second(start, end, now, is_open):
    offer = make_offer(start_datetime=start, end_datetime=end)

    assert offer.is_available(test_date=now) is is_open
    assert ConditionalOffer.objects.filter(available_at(now)).exists() is is_open


@pytest.mark.parametrize(
    ("limits", "is_open"),
    [
        ({}, True),
        ({"max_global_applications": 0, "num_applications": 9}, True),
        ({"max_global_applications": 3, "num_applications": 2}, True),
        ({"max_global_applications": 3, "num_applications": 3}, False),
        ({"max_discount": 0, "total_discount": 9}, True),
        ({"max_discount": 5, "total_discount": 4}, True),
        ({"max_discount": 5, "total_discount": 5}, False),
    ],
)
def test_limits_bound_and_one_of_nothing_does_not(limits, is_open):
    offer = make_offer()
    ConditionalOffer.objects.filter(pk=offer.pk).update(**limits)

    assert ConditionalOffer.objects.filter(available_at(NOON)).exists() is is_open


def test_classes_of_the_shops_own_need_neither_range_nor_value():
    offer = ConditionalOffer(
        condition=Condition(proxy_class="shop.own.Condition"), benefit=Benefit(proxy_class="shop.own.Benefit")
    )

    assert can_be_applied(offer)


CLOSED = [
    {"start_datetime": "tomorrow"},
    {"end_datetime": "yesterday"},
    {"status": "Suspended"},
    {"status": "Consumed"},
    {"approved": False},
    {"max_global_applications": 3, "num_applications": 3},
    {"max_discount": 5, "total_discount": 5},
]


def close(offer, fields):
    days = {"tomorrow": timezone.now() + DAY, "yesterday": timezone.now() - DAY}
    ConditionalOffer.objects.filter(pk=offer.pk).update(
        **{name: days.get(value, value) for name, value in fields.items()}
    )


@pytest.mark.parametrize("fields", CLOSED)
def test_closed_offer_is_closed_everywhere(client, fields):
    offer = make_offer()
    product = ProductFactory()
    shown = basket_with(product)
    close(offer, fields)

    fill_basket(client, product)
    found = client.get("/shop/basket/").context["summary"].totals
    with pytest.raises(DiscountUnavailable):
        redeem(shown, shipping_method=None, redeemer=Redeemer())

    offer.refresh_from_db()
    assert not offer.is_available()
    assert found.discounts == []
    assert list(client.get("/shop/offers/").context["offers"]) == []
    assert client.get(offer.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("fields", CLOSED)
def test_voucher_of_a_closed_offer_is_refused_and_gives_nothing(client, fields):
    offer = make_offer(offer_type="Voucher")
    voucher = make_voucher("SPRING", offer)
    product = ProductFactory()
    shown = basket_with(product, vouchers=[voucher])
    close(offer, fields)

    fill_basket(client, product)
    answer = client.post("/shop/basket/vouchers/add/", {"code": "SPRING"})
    with pytest.raises(DiscountUnavailable):
        redeem(shown, shipping_method=None, redeemer=Redeemer())

    assert answer.status_code == 422
    assert answer.context["voucher_error"].startswith("This code cannot be used.")
    assert answer.context["summary"].totals.discounts == []
    assert basket_with(product, vouchers=[voucher]).offer_applications.applications == {}


@pytest.mark.parametrize("dates", [{"start": 1, "end": 2}, {"start": -2, "end": -1}])
def test_voucher_out_of_its_dates_gives_nothing(client, dates):
    now = timezone.now()
    voucher = make_voucher(start=now + dates["start"] * DAY, end=now + dates["end"] * DAY)
    fill_basket(client, ProductFactory())

    answer = client.post("/shop/basket/vouchers/add/", {"code": voucher.code})

    assert answer.context["voucher_error"].startswith("This code cannot be used.")
    assert basket_with(ProductFactory(), vouchers=[voucher]).offer_applications.applications == {}


def test_voucher_that_ends_between_review_and_order_is_told():
    voucher = make_voucher()
    shown = basket_with(ProductFactory(), vouchers=[voucher])
    Voucher.objects.update(end_datetime=timezone.now() - SECOND)

    with pytest.raises(DiscountUnavailable, match="Voucher SPRING cannot be used any more"):
        redeem(shown, shipping_method=None, redeemer=Redeemer())


def test_page_of_a_vouchers_offer_is_not_found(client):
    offer = make_voucher().offers.get()

    assert client.get(offer.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("condition", {"range": None}),
        ("condition", {"value": None}),
        ("benefit", {"range": None}),
        ("benefit", {"value": None}),
        ("benefit", {"type": ""}),
    ],
)
def test_broken_offer_gives_nothing_and_stops_nobody(client, part, fields):
    broken, whole = make_offer(name="Broken", priority=5), make_offer(name="Whole")
    half = getattr(broken, part)
    type(half).objects.filter(pk=half.pk).update(**fields)
    fill_basket(client, ProductFactory(price="20.00"))

    page = client.get("/shop/basket/")

    assert page.context["summary"].totals.discounts == [(whole.name, Decimal("2.00"))]


def test_cheapest_for_nothing_needs_no_value():
    offer = make_offer(kind="Multibuy")
    Benefit.objects.update(value=None)

    basket = basket_with((ProductFactory(price="10.00"), 2))

    assert [(one["offer"], one["discount"]) for one in basket.offer_discounts] == [(offer, Decimal("10.00"))]


def test_offer_on_an_empty_range_gives_nothing():
    offer = make_offer()
    nothing = get_model("offer", "Range").objects.create(name="Nothing")
    Benefit.objects.update(range=nothing)

    basket = basket_with(ProductFactory())

    assert basket.offer_applications.applications == {}
    assert offer.is_available()


def test_form_that_saves_an_offer_leaves_what_was_counted_meanwhile():
    offer = make_offer(max_global_applications=2)
    ConditionalOffer.objects.update(num_applications=2, num_orders=2, total_discount=4)

    offer.description = "changed"
    offer.save()

    offer.refresh_from_db()
    assert (offer.description, offer.status) == ("changed", "Consumed")
    assert (offer.num_applications, offer.num_orders, offer.total_discount) == (2, 2, 4)


def test_raised_limit_opens_a_consumed_offer():
    offer = make_offer(max_global_applications=2)
    ConditionalOffer.objects.update(num_applications=2, status="Consumed")

    offer.refresh_from_db()
    offer.max_global_applications = 3
    offer.save()

    assert ConditionalOffer.active.get() == offer


def test_more_than_hundred_per_cent_take_the_price_and_no_more():
    make_offer(value=150)

    basket = basket_with((ProductFactory(price="9.99"), 3))

    assert basket.total_incl_tax == 0
    assert [one["discount"] for one in basket.offer_discounts] == [Decimal("29.97")]


def test_basket_without_anything_has_no_vouchers():
    assert BasketFactory().checked_vouchers == ()
