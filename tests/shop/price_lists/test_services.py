"""Writing prices of lists under a lock."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from shop.events.models import Event
from shop.partner.models import PriceList
from shop.price_lists.services import WantedPrice, write_prices
from shop.price_lists.tasks import TOLD_UNTIL, tell_beginnings
from tests.shop.factories import ProductFactory
from tests.shop.price_lists.factories import PriceListFactory, listed

pytestmark = pytest.mark.django_db


def wanted(product, price, quantity=1):
    return WantedPrice(record_id=product.stockrecords.get().pk, min_quantity=quantity, price=price)


def test_only_what_is_another_is_written_and_told():
    same, other, gone = ProductFactory(), ProductFactory(), ProductFactory()
    price_list = PriceListFactory()
    for product in (same, other, gone):
        listed(price_list, product, 5)
    Event.objects.all().delete()

    assert write_prices(price_list, [wanted(same, 5), wanted(other, 4), wanted(gone, None)]) == 2

    assert sorted(price_list.prices.values_list("price", flat=True)) == [4, 5]
    told = Event.objects.get(name="ProductsChanged").payload["product_ids"]
    assert sorted(told) == [other.pk, gone.pk]


def test_a_list_that_is_gone_is_not_written():
    product, price_list = ProductFactory(), PriceListFactory()
    gone = PriceList.objects.get(pk=price_list.pk)
    price_list.delete()

    with pytest.raises(PriceList.DoesNotExist):
        write_prices(gone, [wanted(product, 5)])


def test_beginnings_and_ends_are_told_to_search():
    now, price_list = timezone.now(), PriceListFactory()
    product = ProductFactory()
    listed(price_list, product, 5)
    PriceList.objects.update(start=now - timedelta(hours=1))
    cache.set(TOLD_UNTIL, now - timedelta(hours=2))
    Event.objects.all().delete()

    tell_beginnings()

    assert Event.objects.get(name="ProductsChanged").payload["product_ids"] == [product.pk]
    tell_beginnings()
    assert Event.objects.filter(name="ProductsChanged").count() == 1
