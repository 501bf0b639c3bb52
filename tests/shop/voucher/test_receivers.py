"""How often a voucher lies in baskets."""

import pytest

from shop.voucher.models import Voucher
from shop.voucher.receivers import on_added, on_removed
from tests.shop.offer.makers import make_voucher

pytestmark = pytest.mark.django_db


def test_each_voucher_is_counted_by_itself_and_never_below_none():
    voucher, other = make_voucher("SPRING"), make_voucher("SUMMER")
    Voucher.objects.filter(pk=other.pk).update(num_basket_additions=5)

    def counted():
        return list(Voucher.objects.order_by("pk").values_list("num_basket_additions", flat=True))

    on_added(voucher=voucher)
    assert counted() == [1, 5]
    on_removed(voucher=voucher)
    assert counted() == [0, 5]
    on_removed(voucher=voucher)
    assert counted() == [0, 5]
