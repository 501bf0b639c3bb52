"""Whatever is in the basket, whatever is taken off, wherever it goes: the sums are right to the penny."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from oscar.core.loading import get_model
from oscar.test.factories import (
    BenefitFactory,
    ConditionalOfferFactory,
    ConditionFactory,
    VoucherFactory,
)

from shop.basket.models import Basket
from shop.basket.services import add_to_basket, apply_offers
from shop.basket.totals import basket_totals
from shop.money import minor_unit
from shop.order.totals import order_totals
from shop.order.utils import OrderCreator
from shop.partner.buyers import Buyer
from shop.partner.strategy import Strategy
from shop.payments.refunds import line_share
from shop.shipping.repository import Repository
from shop.tax.models import Market
from shop.tax.queries import set_tax_memory, situation
from tests.shop.factories import CountryFactory, ProductFactory, ShippingAddressFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

Range = get_model("offer", "Range")
pieces = st.lists(st.tuples(st.decimals("0.01", "2500", places=2), st.integers(1, 7)), min_size=1, max_size=4)
offers = st.lists(
    st.tuples(
        st.sampled_from(["Percentage", "Absolute", "Shipping percentage", "Shipping absolute"]),
        st.decimals("0.5", "120", places=1),
    ),
    max_size=3,
)
places = st.sampled_from(["DE", "FR", "HU", "CH", "US", "GB"])


def filled_basket(lines, reductions, tax):
    basket = Basket.objects.create()
    basket.strategy = Strategy(buyer=Buyer(currency="EUR", tax=tax))
    for price, quantity in lines:
        add_to_basket(basket, ProductFactory(price=price, num_in_stock=50), quantity=quantity)
    for number, (kind, value) in enumerate(reductions):
        name = f"V{basket.pk}-{number}"
        everything = Range.objects.create(name=name, slug=name, includes_all_products=True)
        offer = ConditionalOfferFactory(
            name=name,
            slug=name,
            offer_type="Voucher",
            exclusive=False,
            benefit=BenefitFactory(
                type=kind, value=value, range=None if kind.startswith("Shipping") else everything
            ),
            condition=ConditionFactory(range=everything, type="Count", value=1),
        )
        voucher = VoucherFactory(name=name, code=name)
        voucher.offers.set([offer])
        basket.vouchers.add(voucher)
    apply_offers(basket)
    return basket


def assert_right(shown):
    unit = minor_unit(shown.currency)
    off = sum((amount for _name, amount in shown.discounts), Decimal(0))
    off_delivery = sum((amount for _name, amount in shown.delivery_discounts), Decimal(0))
    above = shown.goods - off + (shown.delivery or 0) - off_delivery
    assert above == (shown.net if shown.shows_net else shown.total)
    assert shown.net + shown.tax == shown.total
    assert 0 <= off <= shown.goods
    assert 0 <= off_delivery <= (shown.delivery or 0)
    assert min(shown.goods, shown.net, shown.tax, shown.total) >= 0
    assert [amount % unit for amount in (shown.goods, shown.net, shown.tax, shown.total)] == [0, 0, 0, 0]


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=pieces, reductions=offers, country=places, is_company=st.booleans(), keeps_net=st.booleans())
def test_order_adds_up_to_the_penny(lines, reductions, country, is_company, keeps_net):
    audience = Market.Audience.COMPANIES if is_company else Market.Audience.CONSUMERS
    set_tax_memory(
        markets=[Market(audience=audience, shows_net=is_company, keeps_net=keeps_net, is_registered=True)]
    )
    try:
        tax = situation(country=country, is_company=is_company)
    finally:
        set_tax_memory()
    basket = filled_basket(lines, reductions, tax)
    for line in basket.all_lines():
        assert line.line_price_excl_tax_incl_discounts >= 0
        assert Decimal(0) <= line.discount_value <= line.line_price_incl_tax

    CountryFactory()
    method = Repository().get_default_shipping_method(basket)
    charge = method.calculate(basket)
    shown = basket_totals(basket, method=method, charge=charge)
    assert_right(shown)
    assert shown.total == basket.total_incl_tax + charge.incl_tax

    order = place(basket, method, charge)
    kept = order_totals(order)
    assert_right(kept)
    assert kept == shown
    assert sum(off.amount for off in order.discounts.all()) == (
        basket.total_discount + sum(off.amount for off in order.shipping_discounts)
    )
    parts = sum((line.line_price_incl_tax for line in order.lines.all()), Decimal(0))
    assert parts + order.shipping_incl_tax == order.total_incl_tax
    assert sum(refunds_of(order), order.shipping_incl_tax) == order.total_incl_tax


def refunds_of(order):
    """What goes back when every piece comes back alone."""
    for line in order.lines.all():
        for before in range(line.quantity):
            yield line_share(
                line.line_price_incl_tax, pieces=1, before=before, of=line.quantity, currency=order.currency
            )


def place(basket, method, charge):
    class Total:
        currency = "EUR"
        excl_tax = basket.total_excl_tax + charge.excl_tax
        incl_tax = basket.total_incl_tax + charge.incl_tax
        tax = incl_tax - excl_tax

    return OrderCreator().place_order(
        basket=basket,
        total=Total,
        shipping_method=method,
        shipping_charge=charge,
        shipping_address=ShippingAddressFactory(),
        user=AnonymousUser(),
        guest_email="ada@example.com",
    )


@given(stored=st.decimals("0.01", "9999", places=2), country=places, keeps_net=st.booleans())
@hypothesis_settings(max_examples=60, deadline=None)
def test_net_and_gross_lead_back_to_each_other(stored, country, keeps_net):
    set_tax_memory(
        markets=[Market(audience=Market.Audience.CONSUMERS, keeps_net=keeps_net, is_registered=True)]
    )
    try:
        tax = situation(country=country)
    finally:
        set_tax_memory()

    net, gross = tax.unit_price(stored, tax_class="standard", currency="EUR")

    rate = tax.rate("standard")
    assert abs(net * (1 + rate) - gross) <= Decimal("0.01") * (1 + rate)
    assert keeps_net or gross == stored or tax.treatment != "taxed"
