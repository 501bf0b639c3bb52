from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from partners.commissions.figures import commissions_due
from tests.partners.factories import CommissionFactory

pytestmark = pytest.mark.django_db


def test_due_is_what_is_payable_now_in_the_shops_currency():
    now = timezone.now()
    due = {"status": "payable", "payable_at": now - timedelta(days=1)}
    CommissionFactory(**due)
    CommissionFactory(**due, kind="taken_back", amount=Decimal("-3.000"))
    CommissionFactory(**{**due, "payable_at": now + timedelta(days=1)})
    CommissionFactory(**due, currency="USD")
    CommissionFactory(**{**due, "status": "paid"}, paid_at=now)
    CommissionFactory(payable_at=now)

    reading = commissions_due()

    assert (reading.value, reading.url) == ("€5.00", "/cms/commission-payouts/")
