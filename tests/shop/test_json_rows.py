import pytest
from django.utils import timezone

from shop.catalogue.models import Product, ProductImage
from shop.json_rows import json_rows, read_rows
from shop.partner.buyers import buyer_for
from shop.storefront.product_page import picture_rows, product_page
from tests.shop.factories import ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def rows_of(product):
    pictures = ProductImage.objects.order_by("pk").values("original")
    return read_rows(
        Product.objects.filter(pk=product.pk)
        .values_list(json_rows(ProductImage.objects.filter(caption="x"), "pk", "original"), flat=True)
        .get()
    ), list(pictures)


def test_no_rows_are_an_empty_list():
    assert rows_of(ProductFactory())[0] == []


def test_rows_hold_the_columns_as_they_are():
    product = ProductFactory()
    made = ProductImage.objects.bulk_create(
        [ProductImage(product=product, original=name, caption="x") for name in ("a.jpg", '花 "瓶".jpg')]
    )

    assert sorted(rows_of(product)[0]) == [[image.pk, image.original] for image in made]


def test_pictures_come_with_the_product_in_their_order_and_of_shown_variants_only(django_assert_num_queries):
    other = ProductFactory()
    ProductImage.objects.bulk_create(ProductImage(product=other, original=f"{n}.jpg") for n in range(9))
    parent = ParentProductFactory()
    shown, hidden = ProductFactory(parent=parent), ProductFactory(parent=parent, is_public=False)
    for product, name, place in ((parent, "b", 1), (parent, "a", 0), (shown, "c", 0), (hidden, "d", 0)):
        ProductImage.objects.bulk_create(
            [ProductImage(product=product, original=f"{name}.jpg", display_order=place)]
        )
    product = Product.objects.annotate(picture_rows=picture_rows()).get(pk=parent.pk)

    page = product_page(product, buyer=buyer_for(), now=timezone.now())

    assert [picture.name for picture in page.pictures] == ["c.jpg", "a.jpg", "b.jpg"]
