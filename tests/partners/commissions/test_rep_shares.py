"""A partner's part of an order is no representative's, in whichever order they hear of it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from crm_core.customers.services import attach_order
from crm_core.rep_commissions.models import Credit
from crm_core.rep_commissions.services import settle
from partners.commissions.subscribers import on_order_placed
from shop.order.events import OrderPlaced
from tests.crm_core.rep_commissions.kit import plan_for
from tests.partners.factories import PartnerAccountFactory, referred_basket
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_partner_first", [True, False], ids=["partner first", "money first"])
def test_representative_is_credited_with_what_the_partner_leaves(is_partner_first):
    rep = UserFactory(is_staff=True)
    plan_for(rep)
    account = PartnerAccountFactory(commission_rate=Decimal("8.00"))
    now = timezone.now()
    order = OrderFactory(basket=referred_basket(account, quantity=2), guest_email="mei@example.com")
    order.lines.update(line_price_excl_tax=Decimal("200.00"), line_price_incl_tax=Decimal("238.00"))
    order.paid_at = now
    order.save()
    customer = attach_order(order)
    customer.owner = rep
    customer.save()
    steps = [lambda: on_order_placed(OrderPlaced(order_id=order.pk)), lambda: settle(order, at=now)]

    for step in steps if is_partner_first else reversed(steps):
        step()

    assert sum(Credit.objects.values_list("basis", flat=True)) == Decimal("184.00")
