"""Whatever is granted, issued, spent, refunded, claimed or expired in whatever order: the books add up."""

import os
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st
from oscar.apps.payment.exceptions import PaymentError

from shop.gift_cards.methods import GIFT_CARD
from shop.gift_cards.models import GiftCard
from shop.gift_cards.services import claim_card, expire_cards, pay_with_card
from shop.payments.bank_transfer import BankTransfer
from shop.payments.methods import STORE_CREDIT, payment_methods
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from shop.payments.services import cancel
from shop.payments.states import RefundDestination
from shop.store_credit.consistency import differences
from shop.store_credit.models import AccountKind, LedgerAccount, LedgerEntry
from shop.store_credit.services import adjust, credit_account, grant, pay_from
from tests.shop.factories import UserFactory
from tests.shop.gift_cards.kit import a_card, code
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db
#: Few in the suite; `KILN_FUZZ_EXAMPLES` asks for more.
EXAMPLES = int(os.environ.get("KILN_FUZZ_EXAMPLES", "12"))
pick = st.integers(min_value=0, max_value=2)
amount = st.integers(min_value=1, max_value=3000).map(lambda cents: Decimal(cents).scaleb(-2))
STEP = st.one_of(
    st.tuples(st.just("grant"), pick, amount),
    st.tuples(st.just("adjust"), pick, amount),
    st.tuples(st.just("spend"), pick, pick, amount),
    st.tuples(st.just("card"), pick, pick, amount),
    st.tuples(st.just("claim"), pick, pick),
    st.tuples(st.just("refund"), pick, amount, st.sampled_from(RefundDestination.values)),
    st.tuples(st.just("cancel"), pick),
    st.tuples(st.just("expire"), pick),
)


class UndoError(Exception):
    """Leaves no row of an example behind."""


@pytest.fixture
def users():
    return [UserFactory() for _ in range(3)]


def do(step, number, *, users, orders, cards):
    what, first, *rest = step
    key = f"step-{number}"
    if what == "grant":
        grant(users[first], rest[0], currency="EUR", reason="x", key=key)
    elif what == "adjust":
        adjust(credit_account(users[first], "EUR"), -rest[0], reason="x", key=key, by=None)
    elif what == "spend":
        method = payment_methods()[STORE_CREDIT]
        pay_from(credit_account(users[first], "EUR"), orders[rest[0]], rest[1], method=method)
    elif what == "card":
        pay_with_card(cards[first], orders[rest[0]], rest[1], method=payment_methods()[GIFT_CARD])
    elif what == "claim":
        claim_card(code(cards[first]), users[rest[0]], currency="EUR")
    elif what == "refund":
        request_refund(orders[first], key=key, extra=rest[0], destination=RefundDestination(rest[1]))
    elif what == "cancel":
        cancel(orders[first])
    else:
        GiftCard.objects.filter(pk=cards[first].pk).update(
            expires_on=timezone.localdate() - timedelta(days=1)
        )
        expire_cards()


def check(orders):
    assert list(differences()) == []
    amounts = LedgerEntry.objects.values_list("amount", flat=True)
    assert sum(amounts, Decimal(0)) == 0
    owed = LedgerAccount.objects.filter(kind__in=AccountKind.owed())
    assert [account.balance for account in owed if account.balance < 0] == []
    for order in orders:
        assert balance_of(order).kept >= 0


@given(steps=st.lists(STEP, max_size=14))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_sequence_leaves_the_books_in_order(users, steps):
    with pytest.raises(UndoError), transaction.atomic():  # noqa: PT012
        orders = [order_by(BankTransfer(), user=user) for user in users]
        cards = [a_card("20.00", key=f"card-{n}") for n in range(3)]
        for number, step in enumerate(steps):
            try:
                with transaction.atomic():
                    do(step, number, users=users, orders=orders, cards=cards)
            except PaymentError:
                pass
            check(orders)
        raise UndoError
