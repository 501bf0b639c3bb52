import pytest
from django.urls import reverse

from shop.catalogue.models import Product
from shop.order.events import OrderPlaced
from shop.returns.models import CategoryRule, LineTerms, ReturnSettings
from shop.returns.subscribers import on_order_placed
from shop.returns.terms import notice_of, terms_of_lines, terms_of_products
from tests.shop.factories import CategoryFactory, OrderFactory, ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db
NOTICE = "No right of withdrawal for this item: made to the customer&#x27;s specifications"


def test_what_the_law_excludes_is_said_on_the_products_page(client, site):
    product = ProductFactory(withdrawal_exclusion="made_to_order")

    assert NOTICE in client.get(product.get_absolute_url()).content.decode()


def test_what_the_law_excludes_is_said_in_the_basket(client, site):
    product = ProductFactory(withdrawal_exclusion="made_to_order", title="Engraved bowl")
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})

    page = client.get(reverse("basket:summary")).content.decode()

    assert f"Engraved bowl: {NOTICE}" in page


def test_a_variant_has_the_terms_of_its_product():
    parent = ParentProductFactory(withdrawal_exclusion="perishable", is_final_sale=True)
    variant = Product.objects.select_related("parent").get(pk=ProductFactory(parent=parent).pk)

    found = terms_of_products([variant])[variant.pk]

    assert (found.exclusion, found.is_final_sale) == ("perishable", True)


def test_the_nearest_category_decides_and_of_several_the_longest_days():
    ReturnSettings.objects.create(window_days=30)
    home = CategoryFactory(name="Home")
    bowls = home.add_child(name="Bowls")
    gifts = CategoryFactory(name="Gifts")
    for category, days in ((home, 10), (bowls, 20), (gifts, 60)):
        CategoryRule.objects.create(category=category, window_days=days)

    days = [
        terms_of_products([product])[product.pk].window_days
        for product in (
            ProductFactory(),
            ProductFactory(categories=[home]),
            ProductFactory(categories=[bowls]),
            ProductFactory(categories=[bowls, gifts]),
        )
    ]

    assert days == [30, 10, 20, 60]


def test_a_line_keeps_the_terms_it_was_bought_under():
    product = ProductFactory(is_final_sale=True, withdrawal_exclusion="press")
    order = OrderFactory(lines=[product])
    on_order_placed(OrderPlaced(order_id=order.pk))
    Product.objects.update(is_final_sale=False, withdrawal_exclusion="")
    on_order_placed(OrderPlaced(order_id=order.pk))

    (found,) = terms_of_lines(order.lines.all()).values()

    assert (found.is_final_sale, found.exclusion) == (True, "press")
    assert LineTerms.objects.count() == 1


def test_a_condition_is_told_as_one():
    found = terms_of_products([product := ProductFactory(withdrawal_exclusion="sealed_media")])[product.pk]

    assert notice_of(found).startswith("The right of withdrawal can end early")
