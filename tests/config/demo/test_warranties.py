import pytest

from config.demo.warranties import add_warranties
from shop.warranties.models import Repair, WarrantyUnit
from tests.shop.factories import ProductFactory
from tests.shop.returns.kit import sent_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_deliveries_are_under_warranty_and_two_items_in_repair():
    sent_order(lines=[(ProductFactory(), 2)])

    assert [add_warranties(), add_warranties()] == [2, 0]

    assert (WarrantyUnit.objects.exclude(serial="").count(), Repair.objects.count()) == (2, 2)
