"""A commission follows what its order is worth after a change, and the preview says so."""

from decimal import Decimal

import pytest
from django.utils import timezone

from partners.commissions.models import Commission
from partners.commissions.services import accrue_commission, commission_amount, rebase_commission
from shop.money import MoneySum
from shop.order.models import Order
from shop.order_changes.preview import preview
from shop.order_changes.proposals import SetQuantity
from shop.order_changes.services import apply_change
from shop.payments.manual_payments import mark_as_paid
from tests.partners.factories import PartnerAccountFactory, referred_basket
from tests.shop.factories import OrderFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """Two pieces, paid, sent by a partner who earns eight per cent."""
    order = OrderFactory(basket=referred_basket(PartnerAccountFactory(), quantity=2))
    mark_as_paid(order)
    accrue_commission(order)
    return Order.objects.get(pk=order.pk)


def sum_of(order):
    return Commission.objects.filter(order=order).aggregate(sum=MoneySum("amount"))["sum"]


def halve(order):
    fewer = [SetQuantity(line_id=order.lines.get().pk, quantity=1)]
    seen = preview(order, fewer, by=StaffFactory())
    apply_change(order, fewer, fingerprint=seen.fingerprint, key="k")
    return seen


def due(order):
    net = order.lines.get().line_price_excl_tax
    return commission_amount(net, rate=Decimal(8), currency=order.currency)


def test_open_commission_is_written_anew_as_the_preview_said(order):
    before = sum_of(order)
    [effect] = halve(order).effects

    rebase_commission(order, now=timezone.now())
    rebase_commission(order, now=timezone.now())

    assert (effect.before, effect.after) == (before, due(order))
    assert sum_of(order) == due(order)


def test_what_was_paid_out_is_taken_back_once(order):
    Commission.objects.update(status="paid", paid_at=timezone.now())
    halve(order)

    rebase_commission(order, now=timezone.now())
    rebase_commission(order, now=timezone.now())

    assert sum_of(order) == due(order)
    assert Commission.objects.filter(order=order, kind="taken_back").count() == 1
