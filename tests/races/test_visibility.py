from shop.catalogue.models import Product
from shop.partner.visibility import visibilities
from tests.races import visibility
from tests.races.running import behind, on_postgresql, on_sqlite
from tests.shop.catalogue_visibility.factories import hide, make_company
from tests.shop.factories import ProductFactory, StaffFactory

MANY = 8
RIGHT = {"answered": MANY, "orders": True, "whole": True, "after": "refused", "seen": False}


def test_on_sqlite(tmp_path):
    assert on_sqlite("orders", tmp_path, module="tests.races.visibility", number=MANY) == RIGHT


@on_postgresql
def test_on_postgresql():
    assert visibility.orders(MANY) == RIGHT


@on_postgresql
def test_of_two_rules_that_are_saved_at_once_both_hold():
    product, staff = ProductFactory(), StaffFactory()
    companies = [make_company(), make_company()]

    behind(product, [lambda to=to: hide(product, from_=to, by=staff).pk for to in companies])

    key = Product.objects.get(pk=product.pk).visibility_id
    assert visibilities([key])[key].hidden_from == {f"company:{company.pk}" for company in companies}
