"""What holds for any basket and any offers."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from shop.tax.amounts import net_of
from tests.shop.offer.memory_baskets import RATE, basket_of, discounts, evaluate, offer_of

EXAMPLES = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])

prices = st.integers(1, 20_000).map(lambda cents: Decimal(cents) / 100)
lines = st.lists(
    st.tuples(prices, st.integers(1, 5), st.none() | prices),
    min_size=1,
    max_size=5,
    unique_by=lambda line: line[0],
)
chosen = st.none() | st.sets(st.integers(1, 5), min_size=1)
tiers = st.just([]) | st.just([["10.00", "3.00"], ["40.00", "9.50"]])
KINDS = [
    ("Percentage", "12.5"),
    ("Percentage", "100"),
    ("Absolute", "7.77"),
    ("Fixed", "3.33"),
    ("Multibuy", None),
    ("Fixed price", "5.00"),
    ("Buy get", "50"),
    ("Shipping absolute", "2.00"),
]
FIELDS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "needs": st.sampled_from([("Count", 1), ("Count", 3), ("Value", 20), ("Coverage", 2)]),
        "on": chosen,
        "counting": chosen,
        "pieces": st.sampled_from([None, 1, 2]),
        "priority": st.integers(0, 2),
        "exclusive": st.booleans(),
        "exclusive_group": st.sampled_from(["", "", "a", "b"]),
        "max_discount_per_order": st.sampled_from([None, None, Decimal("1.00"), Decimal("9.99")]),
        "max_basket_applications": st.sampled_from([None, 1, 2]),
        "tiers": tiers,
    }
)
offers = st.lists(FIELDS, min_size=1, max_size=5)


def made(basket, all_fields, **same):
    found = []
    for number, fields in enumerate(all_fields, start=1):
        kind, value = fields["kind"]
        rest = {name: each for name, each in fields.items() if name != "kind"}
        if value is None or rest["needs"][0] != "Value" or kind in ("Fixed price", "Buy get"):
            rest["tiers"] = []
        found.append(offer_of(number, kind, value, basket=basket, **rest, **same))
    return found


@EXAMPLES
@given(lines, offers)
def test_discounts_are_within_their_bounds_and_add_up(bought, fields):
    basket = basket_of(*bought)
    verdicts = evaluate(basket, made(basket, fields))

    for line in basket.all_lines():
        assert 0 <= line.discounts.total <= line.line_price_incl_tax
        gross = line.line_price_incl_tax_incl_discounts
        assert line.line_price_excl_tax_incl_discounts == net_of(gross, rate=RATE, currency="EUR")
    given_by = {each["offer"].pk: each["discount"] for each in basket.offer_applications}
    assert {v.offer.pk: v.amount for v in verdicts if v.fired} == given_by
    assert sum(given_by.values()) == sum(discounts(basket))
    assert all(v.amount == sum(share.amount for share in v.lines) for v in verdicts)
    assert all(v.amount <= (v.offer.max_discount_per_order or v.amount) for v in verdicts)
    groups = [v.offer.exclusive_group for v in verdicts if v.fired and v.offer.exclusive_group]
    assert len(groups) == len(set(groups))
    assert all(v.reason for v in verdicts)


@EXAMPLES
@given(lines, offers, st.sampled_from([Decimal(0), Decimal(20)]))
def test_floor_is_kept(bought, fields, margin):
    basket = basket_of(*bought)
    evaluate(basket, made(basket, fields, margin_floor=margin))

    for line in basket.all_lines():
        cost = line.stockrecord.cost
        if cost is not None and line.discounts.total:
            floor = cost * line.quantity * (100 + margin) / 100
            assert line.line_price_excl_tax_incl_discounts >= floor


@EXAMPLES
@given(lines, offers, st.randoms(use_true_random=False))
def test_order_of_lines_does_not_matter(bought, fields, random):
    """But where different products are counted: Oscar takes the first of the basket then."""
    fields = [each | {"needs": ("Count", 2)} if each["needs"][0] == "Coverage" else each for each in fields]
    basket = basket_of(*bought)
    evaluate(basket, made(basket, fields))
    found = discounts(basket)

    random.shuffle(basket._lines)
    evaluate(basket, made(basket, fields))

    assert discounts(basket) == found


@EXAMPLES
@given(lines, offers)
def test_reckoned_again_it_is_the_same(bought, fields):
    basket = basket_of(*bought)
    own = made(basket, fields)
    first = [(v.offer.pk, v.reason_code, v.amount) for v in evaluate(basket, own)]

    assert [(v.offer.pk, v.reason_code, v.amount) for v in evaluate(basket, own)] == first


@EXAMPLES
@given(lines, offers, FIELDS)
def test_what_cannot_be_had_changes_nothing(bought, fields, another):
    basket = basket_of(*bought)
    evaluate(basket, made(basket, fields))
    found = discounts(basket)

    evaluate(basket, [*made(basket, fields), *made(basket, [*fields, another], approved=False)[-1:]])

    assert discounts(basket) == found


@pytest.mark.parametrize(
    ("fields", "off"),
    [
        ({"kind": ("Percentage", "100")}, "30.00"),
        ({"kind": ("Fixed", "50")}, "30.00"),
        ({"kind": ("Absolute", "50")}, "30.00"),
    ],
)
def test_more_than_all_is_nothing_left(fields, off):
    basket = basket_of(("10.00", 1), ("20.00", 1))
    kind, value = fields["kind"]
    evaluate(basket, [offer_of(1, kind, value, basket=basket), offer_of(2, kind, value, basket=basket)])

    assert sum(discounts(basket)) == Decimal(off)
