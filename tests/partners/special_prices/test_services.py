"""Special prices: claims are matched three ways, each unit counts once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.rewards.models import LedgerEntry
from partners.sell_through.models import SellThroughReport
from partners.special_prices.services import ClaimRefusedError, claim, decide_agreement, decide_claim
from shop.order.models import Order
from tests.partners.special_prices.factories import TODAY, buy, make_agreement, sell
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def agreement():
    """Ten units for the Town Hall at 60.00; approved."""
    return make_agreement()


def claimed(agreement, user, *, quantity=4, invoice="RE-1", sold_on=TODAY):
    return claim(agreement, quantity=quantity, invoice_number=invoice, sold_on=sold_on, by=user)


def test_approved_claim_credits_the_difference_once(agreement, user):
    buy(agreement, quantity=3)
    buy(agreement, quantity=5, net="90.00")
    sell(agreement, quantity=6)
    staff = StaffFactory()

    made = claimed(agreement, user)

    assert made.amount == 3 * 40 + 30
    assert [(row.quantity, row.unit_price) for row in made.purchases.all()] == [(3, 100), (1, 90)]
    decide_claim(made, approve=True, by=staff)
    with pytest.raises(ClaimRefusedError, match="already"):
        decide_claim(made, approve=True, by=staff)
    entry = LedgerEntry.objects.get()
    assert (entry.account, entry.kind, entry.amount) == (agreement.account, "credit", 150)
    assert "Town Hall" in entry.note


@pytest.mark.parametrize(
    ("quantity", "invoice", "days", "words"),
    [
        (4, "re-1", 0, "claimed already"),
        (9, "RE-2", 0, "8 units of this special price"),
        (6, "RE-2", 0, "reports show 5"),
        (5, "RE-2", 0, "orders show 4"),
        (1, "RE-2", 31, "outside the dates"),
    ],
)
def test_claim_is_refused_with_its_reason(agreement, user, quantity, invoice, days, words):
    buy(agreement, quantity=6)
    buy(agreement, quantity=9, net="60.00")
    sell(agreement, quantity=7)
    sell_elsewhere(agreement)
    claimed(agreement, user, quantity=2)

    with pytest.raises(ClaimRefusedError, match=words):
        claimed(agreement, user, quantity=quantity, invoice=invoice, sold_on=TODAY + timedelta(days=days))

    agreement.refresh_from_db()
    assert (agreement.claims.count(), agreement.claimed) == (1, 2)


def sell_elsewhere(agreement):
    """Reports that tell nothing of the end customer: of another one, of another partner."""
    other = make_agreement(product=agreement.product)
    sell(other, quantity=50)


def test_rejected_claim_frees_its_units_and_its_invoice(agreement, user):
    buy(agreement, quantity=4)
    sell(agreement, quantity=4)
    made = claimed(agreement, user)
    decide_claim(made, approve=False, by=StaffFactory(), answer="Wrong invoice")

    agreement.refresh_from_db()
    assert agreement.claimed == 0
    assert claimed(agreement, user).amount == made.amount
    assert not LedgerEntry.objects.exists()


def test_unpaid_and_returned_purchases_and_drafts_of_reports_do_not_count(agreement, user):
    order = buy(agreement, quantity=4)
    sell(agreement, quantity=4, state="draft")
    with pytest.raises(ClaimRefusedError, match="reports show 0"):
        claimed(agreement, user)
    SellThroughReport.objects.update(state="accepted")
    Order.objects.filter(pk=order.pk).update(paid_at=None)
    with pytest.raises(ClaimRefusedError, match="orders show 0"):
        claimed(agreement, user)
    Order.objects.filter(pk=order.pk).update(paid_at=timezone.now())
    order.lines.update(num_cancelled=1)
    with pytest.raises(ClaimRefusedError, match="orders show 3"):
        claimed(agreement, user)


def test_units_that_one_agreement_claimed_are_gone_for_another(agreement, user):
    buy(agreement, quantity=4)
    sell(agreement, quantity=8)
    other = make_agreement(account=agreement.account, product=agreement.product)
    claimed(agreement, user)
    with pytest.raises(ClaimRefusedError, match="orders show 0"):
        claimed(other, user)


def test_request_is_decided_once_and_not_claimable_before(user):
    wanted = make_agreement(status="requested")
    with pytest.raises(ClaimRefusedError, match="not approved"):
        claimed(wanted, user)
    decide_agreement(wanted, approve=True, by=StaffFactory())
    with pytest.raises(ClaimRefusedError, match="already"):
        decide_agreement(wanted, approve=False, by=StaffFactory())
