"""Finding what is ordered, at the customer's price."""

from decimal import Decimal

import pytest

from crm_core.customers.services import attach_order
from crm_core.order_entry.products import bought_before, find_products, last_order
from shop.order.services import cancel_order
from shop.partner.buyers import Buyer
from shop.tax.queries import situation
from tests.shop.catalogue.factories import vase
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db
PUBLIC = {"currency": "EUR"}


def titles(text, **buyer):
    return [choice.title for choice in find_products(text, buyer=Buyer(**PUBLIC, **buyer))]


@pytest.mark.parametrize("text", ["Tide b", "tide BOWL", "4006381333931", " 4006381333931 "])
def test_by_name_or_barcode(bowl, text):
    ProductFactory(title="Snow cup")
    ProductFactory(title="Tide bowl, hidden", is_public=False)

    assert titles(text) == ["Tide bowl"]


def test_by_sku_and_nothing_for_nothing(bowl):
    sku = bowl.stockrecords.get().partner_sku

    assert (titles(sku), titles(sku.lower()), titles(""), titles("\x00")) == (
        ["Tide bowl"],
        ["Tide bowl"],
        [],
        [],
    )


def test_variants_are_found_by_the_name_of_what_they_are_of(db):
    vase(("Tide", "28 cm", "48", 6), ("Snow", "28 cm", "52", 0))

    found = find_products("vase", buyer=Buyer(**PUBLIC))

    assert [(choice.price, choice.is_available) for choice in found] == [
        (Decimal("48.00"), True),
        (Decimal("52.00"), False),
    ]


def test_a_company_sees_its_net_price(bowl):
    public = find_products("tide", buyer=Buyer(**PUBLIC))[0].price
    net = find_products("tide", buyer=Buyer(**PUBLIC, tax=situation(is_company=True)))[0].price

    assert (public, net < public) == (Decimal("20.00"), True)


def test_what_was_ordered_before_and_last(customer, bowl):
    cup = ProductFactory(title="Cup")
    first, second, third = (
        OrderFactory(user=None, guest_email="mara@example.com", lines=[product])
        for product in (bowl, cup, bowl)
    )
    for order in (first, second, third):
        attach_order(order)
    cancel_order(third)

    assert last_order(customer) == second
    assert [choice.title for choice in bought_before(customer, buyer=Buyer(**PUBLIC))] == ["Cup", "Tide bowl"]
