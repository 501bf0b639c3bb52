from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm_core.customers.panels import PANELS
from crm_core.customers.services import identify
from partners.commissions.models import Commission
from shop.backoffice.panels import rendered_panels
from shop.events.models import Delivery
from shop.events.services import publish
from shop.order.events import OrderCancelled, OrderPaid, OrderPlaced
from shop.order.models import Order
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory, referred_basket
from tests.shop.factories import OrderFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):
    """Do something that publishes and have it delivered without an error."""

    def delivered(action):
        with django_capture_on_commit_callbacks(execute=True):
            result = action()
        assert list(Delivery.objects.filter(done_at=None).values_list("subscriber", "error")) == []
        return result

    return delivered


def test_referred_order_earns_once_and_gives_back_when_cancelled(deliver):
    OrderFactory()  # another's
    account = PartnerAccountFactory()
    basket = referred_basket(account)
    order = deliver(lambda: OrderFactory(basket=basket, guest_email="mei@example.com"))
    deliver(lambda: publish(OrderPlaced(order_id=order.pk)))

    commission = Commission.objects.get()
    base = sum(line.line_price_excl_tax for line in order.lines.all())
    assert (commission.status, commission.base) == ("pending", base)
    assert commission.amount == (base * Decimal("0.08")).quantize(Decimal("0.01"))

    paid_at = timezone.now()
    Order.objects.filter(pk=order.pk).update(paid_at=paid_at)
    deliver(lambda: publish(OrderPaid(order_id=order.pk)))
    commission.refresh_from_db()
    assert commission.payable_at == paid_at + timedelta(days=30)

    for _twice in range(2):
        deliver(lambda: publish(OrderCancelled(order_id=order.pk)))

    commission.refresh_from_db()
    assert commission.status == "reversed"
    assert Commission.objects.count() == 1


def test_partners_own_order_earns_nothing(deliver):
    member = PartnerUserFactory()
    basket = referred_basket(member.account, owner=member.user)

    deliver(lambda: OrderFactory(basket=basket, user=member.user))

    assert not Commission.objects.exists()


def test_customers_page_names_the_partner_and_the_sum(deliver):
    account = PartnerAccountFactory()
    basket = referred_basket(account)
    order = deliver(lambda: OrderFactory(basket=basket, guest_email="mei@example.com"))
    customer = identify(order=order)

    panels = {
        panel.name: panel.html for panel in rendered_panels(PANELS, customer, StaffFactory(), area="side")
    }

    assert account.company.name in panels["commissions"]
    assert order.number in panels["commissions"]
    names = {panel.name for panel in rendered_panels(PANELS, customer, UserFactory(), area="side")}
    assert "commissions" not in names
    stranger = identify(email="lin@example.com")
    others = {panel.name for panel in rendered_panels(PANELS, stranger, StaffFactory(), area="side")}
    assert "commissions" not in others
