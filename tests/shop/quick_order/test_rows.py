"""Each row is explained, and one plan of queries answers for all of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.slips import add_codes, codes_among
from shop.catalogue.models import Option
from shop.partner.buyers import buyer_for
from shop.quick_order.parsing import RawRow
from shop.quick_order.rows import check_rows
from tests.shop.catalogue.factories import vase
from tests.shop.factories import BasketFactory, PartnerFactory, ProductFactory, StockRecordFactory

pytestmark = pytest.mark.django_db


def checked(*rows, basket=None):
    raw = [RawRow(number=number, quantity=str(quantity)) for number, quantity in rows]
    return check_rows(raw, buyer=buyer_for(), basket=basket)


def only(*rows, **kwargs):
    (row,) = checked(*rows, **kwargs).rows
    return row


@pytest.mark.parametrize("number", ["KC-7", "kc-7", "WS-7", "c0de"])
def test_product_is_found_by_each_of_its_numbers(number):
    product = ProductFactory(upc="KC-7", code="c0de")
    product.stockrecords.update(partner_sku="WS-7")

    row = only((number, 3))

    assert (row.is_good, row.product, row.verdict.total) == (True, product, 72)


def test_rows_of_one_product_are_added_up():
    ProductFactory(upc="KC-7", code="c0de")

    row = only(("KC-7", 3), ("c0de", 4), ("KC-7", 1))

    assert (row.quantity, row.copies, row.is_good) == ("8", 2, True)


def test_unknown_number_offers_those_one_slip_away():
    product = ProductFactory(upc="KC-1234", title="Tide bowl")
    hidden = ProductFactory(upc="KC-1236", is_public=False)
    add_codes(codes_among([product.upc, hidden.upc]))

    row = only(("KC-1235", 1))

    assert row.problem == "There is no product with this number."
    assert [(choice.number, choice.title) for choice in row.choices] == [("KC-1234", "Tide bowl")]


def test_hidden_product_is_as_unknown_as_any():
    ProductFactory(upc="KC-7", is_public=False)

    row = only(("KC-7", 1))

    assert (row.product, row.problem) == (None, "There is no product with this number.")


def test_number_of_several_products_lets_choose():
    one, other = ProductFactory(upc="A-1"), ProductFactory(upc="A-2")
    for product, code in ((one, "one"), (other, "other")):
        StockRecordFactory(product=product, partner=PartnerFactory(code=code), partner_sku="SAME-1")

    row = only(("SAME-1", 1))

    assert row.problem == "Several products bear this number: please choose one."
    assert [choice.number for choice in row.choices] == ["A-1", "A-2"]


def test_family_lets_choose_a_variant():
    family, children = vase(("Tide", "28 cm", "132", 5), ("Snow", "28 cm", "132", 5))
    type(family).objects.filter(pk=family.pk).update(upc="FAM-1")

    row = only(("FAM-1", 1))

    assert "variants" in row.problem
    assert [choice.number for choice in row.choices] == [child.upc for child in children]


@pytest.mark.parametrize(
    ("fields", "quantity", "problem", "nearest"),
    [
        ({"num_in_stock": 0}, 1, "has sold out", ()),
        ({"num_in_stock": 3}, 5, "Only 3 of", (3,)),
        ({"num_in_stock": 50, "order_multiple": 6}, 8, "multiples of 6", (6, 12)),
        ({"num_in_stock": 50, "order_minimum": 4}, 2, "minimum order quantity", (4,)),
        ({"num_in_stock": 50, "order_maximum": 10}, 12, "At most 10", (10,)),
        ({"num_in_stock": 10, "order_multiple": 6}, 8, "multiples of 6", (6,)),
        ({"price": None}, 1, "cannot be bought", ()),
    ],
)
def test_what_cannot_be_had_is_explained_with_the_nearest_quantities(fields, quantity, problem, nearest):
    ProductFactory(upc="KC-7", **fields)

    row = only(("KC-7", quantity))

    assert problem in row.problem
    assert row.quantities == nearest


def test_quantity_that_is_none_is_told():
    ProductFactory(upc="KC-7")

    assert only(("KC-7", "many")).problem == "Please enter a whole number of pieces."


def test_product_that_asks_for_something_leads_to_its_page():
    product = ProductFactory(upc="KC-7")
    product.product_options.add(Option.objects.create(name="Engraving", code="engraving", required=True))

    assert "asks for details" in only(("KC-7", 1)).problem


def test_what_the_basket_holds_counts():
    product = ProductFactory(upc="KC-7", num_in_stock=5)
    basket = BasketFactory(lines=[(product, 3)])

    row = only(("KC-7", 4), basket=basket)

    assert (row.problem, row.quantities) == (f"Only 2 more of “{product}” are available.", (2,))


def test_rows_to_be_fixed_come_first():
    ProductFactory(upc="KC-7")

    assert [row.number for row in checked(("KC-7", 1), ("NONE-1", 1)).rows] == ["NONE-1", "KC-7"]


def test_two_hundred_rows_take_as_many_queries_as_three():
    products = [ProductFactory(upc=f"Q-{n:04d}") for n in range(60)]
    counts = []
    for few in (3, 60):
        with CaptureQueriesContext(connection) as queries:
            found = checked(*((product.upc, 1) for product in products[:few]), ("NONE-12", 1))
        assert len(found.good) == few
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 16
