"""Random baskets and promotions: what is explained, and what is simulated, is what applying gives."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from shop.basket.models import Basket
from shop.basket.services import apply_offers
from shop.offer.explanation import explain
from shop.promotions.simulator import Scenario, simulate
from tests.fuzz_examples import fuzz_examples
from tests.shop.factories import BasketFactory, ProductFactory
from tests.shop.offer.makers import make_offer, range_of

pytestmark = pytest.mark.django_db
PRICES = ("0.99", "7.77", "19.99", "33.33")
KINDS = {"Percentage": 15, "Absolute": 4, "Fixed price": 5, "Multibuy": None, "Free gift": None}
offer = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(sorted(KINDS)),
        "needs": st.sampled_from([("Count", 1), ("Count", 2), ("Count", 3), ("Value", 20), ("Value", 60)]),
        "priority": st.integers(0, 2),
        "exclusive": st.booleans(),
        "max_basket_applications": st.sampled_from([None, 1, 2]),
        "on": st.integers(0, len(PRICES)),
    }
)
pieces = st.lists(st.integers(0, 5), min_size=len(PRICES), max_size=len(PRICES))


def make(facts, products, gift):
    """Make an offer on everything, or on one product."""
    facts = dict(facts)
    kind, which = facts.pop("kind"), facts.pop("on")
    on = range_of(products[which]) if which < len(products) else None
    more = {"gift": gift} if kind == "Free gift" else {}
    return make_offer(kind=kind, value=KINDS[kind], on=on, **more, **facts)


def reckoned(basket):
    """Return what each line bears and what each offer gave."""
    fresh = Basket.objects.get(pk=basket.pk)
    fresh.strategy = basket.strategy
    return fresh


@given(offers=st.lists(offer, max_size=5), quantities=pieces)
@hypothesis_settings(
    max_examples=max(12, fuzz_examples() // 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_explained_is_what_is_given(offers, quantities):
    with transaction.atomic():
        products = [ProductFactory(price=price, num_in_stock=99) for price in PRICES]
        gift = ProductFactory(price="3.00", num_in_stock=99)
        for facts in offers:
            make(facts, products, gift)
        lines = [(product, number) for product, number in zip(products, quantities, strict=True) if number]
        basket = BasketFactory(lines=lines)
        apply_offers(basket)
        given_by = {each["offer"].pk: each["discount"] for each in basket.offer_applications.offer_discounts}
        total = basket.total_incl_tax

        told = explain(reckoned(basket))
        fired = {verdict.offer.pk: verdict.amount for verdict in told if verdict.fired and verdict.amount}
        simulated = simulate(Scenario(pieces=lines))

        assert fired == {pk: amount for pk, amount in given_by.items() if amount}
        assert sum(fired.values(), Decimal(0)) == basket.total_incl_tax_excl_discounts - total
        assert simulated.totals.goods_after_discounts == total
        assert all(verdict.reason for verdict in told if not verdict.fired)
        transaction.set_rollback(True)
