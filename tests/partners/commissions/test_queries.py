from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from partners.commissions.queries import (
    CurrencyTotals,
    PayoutDue,
    orders_since,
    payouts_due,
    statement_of,
    totals_of,
)
from tests.partners.factories import CommissionFactory, PartnerAccountFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def account():
    """An account with an entry of every status, and one of somebody else's of each."""
    own, other = PartnerAccountFactory(), PartnerAccountFactory()
    for account, factor in ((own, 1), (other, 100)):
        for days, (status, amount) in enumerate(
            (("paid", 1), ("payable", 2), ("pending", 4), ("reversed", 8))
        ):
            CommissionFactory(
                account=account,
                status=status,
                amount=amount * factor,
                accrued_at=NOW + timedelta(days=days),
                payable_at=NOW + timedelta(days=days),
                paid_at=NOW if status == "paid" else None,
                reversed_at=NOW if status == "reversed" else None,
            )
    return own


def test_totals_are_the_accounts_own_by_status(account):
    assert totals_of(account) == [
        CurrencyTotals(
            currency="EUR",
            payable=Decimal(2),
            pending=Decimal(4),
            paid=Decimal(1),
            next_payable_at=NOW + timedelta(days=2),
        )
    ]


def test_statement_is_the_accounts_own_newest_first(account):
    assert [entry.amount for entry in statement_of(account)] == [8, 4, 2, 1]


def test_orders_are_counted_once_from_a_moment_on_without_those_cancelled(account):
    payable = statement_of(account).get(status="payable")
    CommissionFactory(
        account=account,
        order=payable.order,
        kind="taken_back",
        amount=-1,
        accrued_at=NOW + timedelta(days=9),
    )

    assert [orders_since(account, since=NOW + timedelta(days=days)) for days in (0, 1, 3)] == [3, 2, 0]


def test_payouts_are_what_is_payable(account):
    due = [(payout.account, payout.total, payout.entries) for payout in payouts_due()]

    assert due[0] == (account.pk, Decimal(2), 1)
    assert [total for _account, total, _entries in due] == [2, 200]
    assert payouts_due()[0] == PayoutDue(
        account=account.pk,
        code=account.code,
        company=account.company.name,
        currency="EUR",
        total=Decimal(2),
        entries=1,
    )
