from types import SimpleNamespace

import pytest
from django.utils import timezone

from crm_core.tenders.awarding import award, hold_to_tender
from crm_core.tenders.models import Bid, Tender
from shop.order.exceptions import OrderRefused
from tests.crm_core.tenders.factories import bid, pass_deadline, posted
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


def test_what_was_awarded_is_ordered_once():
    """The basket is claimed once, too; the tender itself refuses a second order."""
    tender = posted()
    bid(tender, "9.00")
    pass_deadline(tender)
    award(tender, Bid.objects.get().pk, by=tender.user, now=timezone.now())
    first, second = OrderFactory(), OrderFactory()
    for order in (first, second):
        order.basket = tender.basket

    hold_to_tender(first)
    with pytest.raises(OrderRefused):
        hold_to_tender(second)

    assert Tender.objects.get().order == first


def test_other_orders_are_none_of_its_business():
    orders = OrderFactory(), SimpleNamespace(basket=None)

    assert [hold_to_tender(order) for order in orders] == [None, None]
    assert not Tender.objects.exists()
