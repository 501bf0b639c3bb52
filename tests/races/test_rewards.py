"""Two at once on a partner's ledger: paying a statement, making a payment file, claiming, booking."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.utils import timezone

from partners.commissions.models import Payout
from partners.rewards.models import LedgerEntry, PaymentFile, Statement
from partners.rewards.services.accruing import reward_order
from partners.rewards.services.booking import book_credit
from partners.rewards.services.paying import (
    make_payment_file,
    pay_statement,
    set_bank_details,
    waiting_transfers,
)
from partners.rewards.services.statements import StatementError, approve_statement, draw_statements
from partners.special_prices.models import Claim
from partners.special_prices.services import ClaimRefusedError, claim
from shop.order.models import Order
from tests.partners.factories import PartnerAccountFactory
from tests.partners.rewards.factories import RuleFactory, booked, referred_order
from tests.partners.special_prices.factories import TODAY, buy, make_agreement, sell
from tests.races.running import behind, on_postgresql, refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.factories import StaffFactory

SEVERAL = 6
ONE_WINS = ["StatementError"] * (SEVERAL - 1) + ["done"]


def credited(account, amount="10.00"):
    """Credit an account forty days ago."""
    entry = book_credit(
        account, Decimal(amount), currency="EUR", key=f"c{account.pk}", note="", base=Decimal(0)
    )
    moment = timezone.now() - timedelta(days=40)
    LedgerEntry.objects.filter(pk=entry.pk).update(booked_at=moment, payable_at=moment)


def approved(staff):
    account = PartnerAccountFactory()
    credited(account)
    set_bank_details(account, holder="Nordform", iban="DE89370400440532013000", bic="", by=staff)
    draw_statements(now=timezone.now())
    one = Statement.objects.filter(account=account).earliest(
        "month"
    )  # with the turn of a month there are two
    return approve_statement(one, closing=Decimal(10), by=staff)


@on_postgresql
def test_statement_that_several_pay_is_paid_once():
    staff = StaffFactory(is_superuser=True)
    one = approved(staff)
    work = partial(pay_statement, one, total=Decimal(10), method="bank", by=staff)

    answers = at_once([partial(refused_is_fine, work, StatementError)] * SEVERAL)

    assert sorted(answers) == ONE_WINS
    assert (Payout.objects.count(), booked(one.account)) == (1, 0)


@on_postgresql
def test_payout_is_in_one_payment_file():
    staff = StaffFactory(is_superuser=True)
    pay_statement(approved(staff), total=Decimal(10), method="bank", by=staff)
    keys = [one.pk for one in waiting_transfers()]
    work = partial(make_payment_file, keys, file_format="csv", currency="EUR", total=Decimal(10), by=staff)

    answers = at_once([partial(refused_is_fine, work, StatementError)] * SEVERAL)

    assert sorted(answers) == ONE_WINS
    assert PaymentFile.objects.count() == 1


@on_postgresql
def test_units_are_claimed_once():
    agreement = make_agreement()
    buy(agreement, quantity=4)
    sell(agreement, quantity=4)
    staff = StaffFactory()
    calls = [
        partial(
            refused_is_fine,
            partial(claim, agreement, quantity=4, invoice_number=f"RE-{number}", sold_on=TODAY, by=staff),
            ClaimRefusedError,
        )
        for number in range(SEVERAL)
    ]

    answers = behind(agreement.account, calls)

    assert sorted(answers) == ["ClaimRefusedError"] * (SEVERAL - 1) + ["done"]
    assert Claim.objects.count() == 1


@on_postgresql
def test_orders_that_accrue_at_once_keep_the_cap():
    account = PartnerAccountFactory()
    RuleFactory(amount=Decimal("5.00"), cap=Decimal("12.00"))
    orders = [referred_order(account) for _order in range(SEVERAL)]

    behind(account, [partial(reward_order, Order.objects.get(pk=order.pk)) for order in orders])

    assert booked(account, kind="reward") == Decimal(12)


@on_postgresql
def test_credit_that_is_told_at_once_is_booked_once():
    account = PartnerAccountFactory()
    work = partial(book_credit, account, Decimal(3), currency="EUR", key="claim/1", note="", base=Decimal(0))

    behind(account, [partial(refused_is_fine, work)] * SEVERAL)

    assert booked(account) == 3
