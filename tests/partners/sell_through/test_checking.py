import pytest

from partners.sell_through.checking import UNKNOWN_SKU, check_rows
from partners.sell_through.models import Kind
from partners.sell_through.services import remember_skus
from tests.partners.factories import PartnerAccountFactory
from tests.partners.sell_through.factories import SALES_HEAD, october, sheet_of
from tests.shop.factories import ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def check(text, *, kind=Kind.SALES, account=None):
    sheet = sheet_of(text, kind)
    return check_rows(sheet.rows, account=account or PartnerAccountFactory(), period=october(), kind=kind)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("V1,many,,,,,,", "quantity", "not a number"),
        ("V1,1.5,,,,,,", "quantity", "not a whole number"),
        ("V1,0,,,,,,", "quantity", "is 0"),
        ("V1,,,,,,,", "quantity", "missing"),
        ("V1,1,2026-11-02,,,,,", "sold_on", "not between"),
        ("V1,1,soon,,,,,", "sold_on", "not a date"),
        ("V1,1,,-3,EUR,,,", "unit_price", "negative"),
        ("V1,1,,3,EURO,,,", "currency", "not a currency"),
        ("V1,1,,$3,EUR,,,", "unit_price", "not in EUR"),
        ("V1,1,,,,Oslo,XX,", "country", "country code"),
        (",1,,,,,,", "sku", "missing"),
        ("NOPE,1,,,,,,", "sku", "do not know"),
    ],
)
def test_each_wrong_cell_is_named_by_row_column_and_reason(cells, column, reason):
    ProductFactory(code="V1")

    (row,) = check(SALES_HEAD + cells + "\n")

    assert next((error.row, error.column) for error in row.errors) == (2, column)
    assert reason in row.errors[0].reason


def test_right_row_has_its_values_and_a_day_within_the_period():
    product = ProductFactory(code="V1")

    (row,) = check(SALES_HEAD + 'V1,-2,,"1.234,50",EUR,Oslo,no,\n')

    assert row.is_good
    assert (row.product, row.quantity, row.country) == (product, -2, "NO")
    assert str(row.unit_price) == "1234.500" or str(row.unit_price) == "1234.50"
    assert row.sold_on == october().ends_on


def test_family_is_no_product_that_is_sold():
    ParentProductFactory(code="FAMILY")

    (row,) = check("sku,quantity\nFAMILY,1\n")

    assert row.errors[0].code == UNKNOWN_SKU


def test_mapping_is_remembered_in_any_case_and_for_this_partner_alone():
    account, product = PartnerAccountFactory(), ProductFactory()
    remember_skus(account, {"Ours-1": product}, by=None)

    (mine,) = check("sku,quantity\nOURS-1,1\n", account=account)
    (theirs,) = check("sku,quantity\nOURS-1,1\n")

    assert mine.product == product
    assert theirs.errors


def test_product_counted_twice_and_serial_sold_twice_are_refused():
    ProductFactory(code="V1")

    stock = check("sku,quantity\nV1,1\nV1,2\n", kind=Kind.STOCK)
    sales = check("sku,quantity,serial\nV1,1,S1\nV1,1,s1\nV1,-1,s1\n")

    assert [row.is_good for row in stock] == [True, False]
    assert [row.is_good for row in sales] == [True, False, True]
    assert "row 2" in stock[1].errors[0].reason


def test_many_rows_cost_as_many_queries_as_one(django_assert_num_queries):
    account, period = PartnerAccountFactory(), october()
    products = [ProductFactory() for _ in range(3)]
    for product in products:
        remember_skus(account, {f"x{product.pk}": product}, by=None)
    few = sheet_of(f"sku,quantity\nx{products[0].pk},1\n").rows
    many = sheet_of("sku,quantity\n" + "".join(f"x{p.pk},1\n" for p in products)).rows
    with django_assert_num_queries(2):
        check_rows(few, account=account, period=period, kind=Kind.SALES)
    with django_assert_num_queries(2):
        check_rows(many, account=account, period=period, kind=Kind.SALES)
