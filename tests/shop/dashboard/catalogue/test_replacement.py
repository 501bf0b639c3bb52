"""What a product is replaced by is typed as a number."""

import pytest

from shop.catalogue.models import Product
from tests.shop.dashboard.catalogue.editor import address, fill
from tests.shop.factories import ProductFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def staff(client):
    client.force_login(StaffFactory())
    return client


def replacement_of(product):
    return Product.objects.get(pk=product.pk).replacement


def test_replacement_is_typed_shown_and_taken_away(staff):
    product, new = ProductFactory(), ProductFactory(code="NEW-1")

    fill(staff, address(product), replacement="NEW-1")
    assert replacement_of(product) == new
    assert 'value="NEW-1"' in staff.get(address(product)).content.decode()

    fill(staff, address(product), replacement="")
    assert replacement_of(product) is None


@pytest.mark.parametrize("number", ["NONE", "#999999", "OWN"])
def test_unknown_number_and_the_product_itself_are_refused(staff, number):
    product = ProductFactory(code="OWN")

    page = fill(staff, address(product), replacement=number)

    assert f'value="{number}"' in page.content.decode()
    assert replacement_of(product) is None
