"""Explaining an offer is applying it: the same amounts, the causes in words, constant queries."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.basket.services import apply_offers
from shop.offer.explanation import explain
from shop.offer.verdicts import Reason, reason_words
from tests.shop.factories import BasketFactory, ProductFactory
from tests.shop.offer.makers import make_offer, make_voucher, range_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def words(basket, **options):
    return {verdict.offer.name: verdict.reason for verdict in explain(basket, **options)}


def test_why_not_in_words():
    vase, card = ProductFactory(price="20.00"), ProductFactory(price="4.00")
    make_offer(name="first", value=50, on=range_of(vase), exclusive=True, priority=9)
    make_offer(name="blocked", on=range_of(vase), exclusive=True)
    make_offer(name="grouped", exclusive_group="sale", priority=3, kind="Shipping absolute", value=2)
    make_offer(name="second of group", exclusive_group="sale")
    make_offer(name="money", needs=("Value", 50))
    make_offer(name="pieces", needs=("Count", 5))
    make_offer(name="different", needs=("Coverage", 3))
    make_offer(name="elsewhere", on=range_of(ProductFactory()))
    make_offer(name="capped", value=50, on=range_of(card), max_discount_per_order=Decimal("0.01"))
    make_offer(name="off", status="Suspended")
    make_voucher("SPRING", make_offer(name="code", offer_type="Voucher"))
    basket = BasketFactory(lines=[(vase, 1), (card, 1)])

    assert words(basket) == {
        "first": "€10.00 off.",
        "blocked": "Another offer has the products: first.",
        "grouped": "€2.00 off shipping cost",
        "second of group": "Of the group “sale” only one applies: grouped.",
        "money": "€46.00 is missing for the minimum.",
        "pieces": "4 pieces are missing.",
        "different": "2 pieces are missing.",
        "elsewhere": "Nothing in the basket is among its products.",
        "capped": "€0.01 off. More is not given: the limit of the discount is reached.",
        "off": "It is switched off.",
        "code": "It needs a code that is not in the basket.",
    }


def test_every_reason_has_words():
    basket = BasketFactory(lines=[(ProductFactory(), 1)])
    make_offer()
    (verdict,) = explain(basket)
    for reason in Reason:
        object.__setattr__(verdict, "reason_code", reason)

        assert reason_words(verdict)


def test_lines_say_what_each_got():
    one, two = ProductFactory(price="20.00"), ProductFactory(price="4.00")
    make_offer(value=50)
    basket = BasketFactory(lines=[(one, 1), (two, 3)])

    (verdict,) = explain(basket)

    assert [(each.line.product, each.quantity, str(each.amount)) for each in verdict.lines] == [
        (one, 1, "10.00"),
        (two, 3, "6.00"),
    ]
    assert (verdict.fired, verdict.times, verdict.amount) == (True, 1, Decimal("16.00"))


def test_basket_bears_afterwards_what_it_bears_after_applying():
    make_offer(value=50, exclusive_group="sale")
    make_offer(kind="Absolute", value=3, exclusive_group="sale")
    make_offer(status="Suspended")
    basket = BasketFactory(lines=[(ProductFactory(), 2)])
    apply_offers(basket)
    applied = (basket.total_incl_tax, [each["offer"].pk for each in basket.offer_applications])

    explain(basket)

    assert (basket.total_incl_tax, [each["offer"].pk for each in basket.offer_applications]) == applied


@pytest.mark.parametrize("asks", [apply_offers, explain])
def test_queries_do_not_grow_with_offers(asks):
    basket = BasketFactory(lines=[(ProductFactory(), 1) for _ in range(10)])
    gift, group = ProductFactory(), {"customer_groups": ["tag:1"]}

    def add(number):
        for each in range(number):
            kinds = [
                {},
                {"company_scope": "chosen"},
                {"first_order_only": True},
                group,
                {"status": "Suspended"},
            ]
            make_offer(exclusive_group=f"{each % 3}", on=range_of(gift), **kinds[each % len(kinds)])
            make_offer(kind="Free gift", value=None, gift=gift, max_user_applications=3)

    def count():
        basket.reset_offer_applications()
        list(basket.all_lines())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            asks(basket)
        return len(queries)

    add(5)
    few = count()
    add(45)

    assert (count(), few <= 10) == (few, True)
