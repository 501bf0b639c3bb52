import pytest
from django.urls import reverse

from shop.catalogue.limits import LIMIT_FIELDS
from shop.dashboard.catalogue.forms import ProductForm
from tests.shop.factories import ProductFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_staff_set_the_rules_of_quantity_on_the_products_page(client):
    product = ProductFactory(order_minimum=6)
    client.force_login(StaffFactory())

    html = client.get(reverse("dashboard:catalogue-product", kwargs={"pk": product.pk})).content.decode()

    assert [name for name in LIMIT_FIELDS if f'name="{name}"' in html] == list(LIMIT_FIELDS)
    assert 'name="order_minimum" value="6"' in html


def test_rules_that_nobody_can_follow_are_said_beside_the_field():
    product = ProductFactory(title="Cup")
    data = {"title_en": "Cup", "title": "Cup", "structure": "standalone", "upc": product.upc}

    form = ProductForm(
        product.product_class,
        data={**data, "order_multiple": "6", "order_maximum": "5"},
        instance=product,
    )

    assert form.errors["order_maximum"] == [
        "Nobody could order that: with these rules the smallest quantity is 6."
    ]
