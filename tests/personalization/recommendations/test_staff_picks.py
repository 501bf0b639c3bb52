"""What staff named as going with a product, and that no product stands twice on its page."""

import pytest

from personalization.recommendations.queries import staff_picks
from shop.catalogue.models import ProductRecommendation
from shop.partner.buyers import buyer_for
from tests.shop.factories import OrderFactory, ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


def pick(primary, *products):
    for ranking, product in enumerate(reversed(products), 1):
        ProductRecommendation.objects.create(primary=primary, recommendation=product, ranking=ranking)


def picked(product, **options):
    return [card.product_id for card in staff_picks(product, buyer=buyer_for(), **options)]


def test_picks_come_in_the_order_of_staff():
    cup, saucer, spoon = ProductFactory(), ProductFactory(), ProductFactory()
    pick(cup, spoon, saucer)

    assert picked(cup) == [spoon.pk, saucer.pk]
    assert picked(cup, limit=1) == [spoon.pk]
    assert picked(saucer) == []


def test_what_is_hidden_or_sold_out_is_left_out():
    cup, bowl = ProductFactory(), ProductFactory()
    pick(cup, ProductFactory(is_public=False), ProductFactory(num_in_stock=0), bowl)

    assert picked(cup) == [bowl.pk]


def test_a_variant_has_the_picks_of_its_parent():
    parent, bowl = ParentProductFactory(), ProductFactory()
    variant = ProductFactory(structure="child", parent=parent, product_class=None)
    pick(parent, bowl)

    assert picked(variant) == [bowl.pk]


def test_no_strip_of_a_product_page_repeats_another(client):
    cup, saucer, spoon = ProductFactory(title="Cup"), ProductFactory(), ProductFactory()
    OrderFactory(lines=[cup, saucer])
    pick(cup, saucer)

    page = client.get(cup.get_absolute_url()).content.decode()

    assert "Our recommendations" in page
    assert "Chosen by our staff to go with Cup." in page
    assert page.count(f'data-product="{saucer.pk}"') == 1
    assert page.count(f'data-product="{spoon.pk}"') == 1
