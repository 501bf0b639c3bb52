from shop.catalogue.models import Category, Product
from shop.configuration.models import StorefrontSettings
from shop.partner.visibility import visibilities
from tests.races import visibility
from tests.races.running import behind, on_postgresql, on_sqlite
from tests.shop.catalogue_visibility.factories import hide, make_company
from tests.shop.factories import CategoryFactory, ProductFactory, StaffFactory

MANY = 8
RIGHT = {"answered": MANY, "orders": True, "whole": True, "after": "refused", "seen": False}


def test_on_sqlite(tmp_path):
    assert on_sqlite("orders", tmp_path, module="tests.races.visibility", number=MANY) == RIGHT


@on_postgresql
def test_on_postgresql():
    assert visibility.orders(MANY) == RIGHT


@on_postgresql
def test_of_two_rules_that_are_saved_at_once_both_hold():
    StorefrontSettings.load()  # who inserts it waits for whoever else does
    category, staff = CategoryFactory(), StaffFactory()
    product = ProductFactory(categories=[category])
    companies = [make_company(), make_company()]

    behind(product, [lambda to=to: hide(category, from_=to, by=staff).pk for to in companies])

    held = [
        kind.objects.get(pk=row.pk).visibility_id for kind, row in ((Category, category), (Product, product))
    ]
    wanted = {f"company:{company.pk}" for company in companies}
    assert [visibilities([key])[key].hidden_from for key in held] == [wanted, wanted]
