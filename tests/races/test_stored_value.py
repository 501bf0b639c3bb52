"""Gift cards and store credit by many at once: nothing is spent twice, nothing is lost."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction
from django.test import Client
from oscar.apps.payment.exceptions import PaymentError

from shop.gift_cards.methods import GIFT_CARD
from shop.gift_cards.models import GiftCard
from shop.gift_cards.services import claim_card, issue_for_order, pay_with_card
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual_payments import mark_as_paid
from shop.payments.methods import STORE_CREDIT, payment_methods
from shop.payments.models import Charge, Refund
from shop.payments.refunds import request_refund
from shop.payments.states import RefundDestination
from shop.store_credit.consistency import differences
from shop.store_credit.models import LedgerAccount, LedgerEntry
from shop.store_credit.services import balance, credit_account, grant, pay_from
from tests.shop.checkout.race import at_once
from tests.shop.checkout.walk import review, url, walk_to_review
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory
from tests.shop.gift_cards.kit import a_card, card_product, code
from tests.shop.payments.kit import order_by

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("site"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL"),
]
CHECKOUTS = 30


def refused(call):
    """Call something that may be refused; return whether it was done."""
    try:
        with transaction.atomic():
            call()
    except PaymentError:
        return False
    return True


def test_thirty_checkouts_spend_a_card_once():
    card, method = a_card("50.00"), payment_methods()[GIFT_CARD]
    product = ProductFactory(num_in_stock=CHECKOUTS)
    orders = [order_by(BankTransfer(), lines=[product]) for _ in range(CHECKOUTS)]

    done = at_once(
        [partial(refused, partial(pay_with_card, card, each, Decimal(10), method=method)) for each in orders]
    )

    assert sorted(done) == [False] * (CHECKOUTS - 5) + [True] * 5
    assert GiftCard.objects.get().balance == 0
    assert Charge.objects.count() == 5
    assert list(differences()) == []


def test_thirty_checkouts_spend_credit_once():
    user, method = UserFactory(), payment_methods()[STORE_CREDIT]
    grant(user, Decimal(25), currency="EUR", reason="x", key="g")
    account = credit_account(user, "EUR")
    product = ProductFactory(num_in_stock=CHECKOUTS)
    orders = [order_by(BankTransfer(), lines=[product]) for _ in range(CHECKOUTS)]

    done = at_once(
        [partial(refused, partial(pay_from, account, each, Decimal(10), method=method)) for each in orders]
    )

    assert sorted(done) == [False] * (CHECKOUTS - 2) + [True] * 2
    assert (balance(user, "EUR"), list(differences())) == (Decimal("5.00"), [])


def test_two_buyers_at_the_review_with_one_card_order_with_it_once():
    card, product = a_card("20.00"), ProductFactory(num_in_stock=5)
    ready = []
    for client in (Client(), Client()):
        walk_to_review(client, product)
        typed = {"stored_value": "1", "gift_code": code(card), "method": "bank-transfer"}
        client.post(url("payment-method"), typed)
        ready.append((client, review(client)))

    landed = at_once([partial(client.post, url("preview"), sent) for client, sent in ready])

    assert sorted(answer.url for answer in landed) == [url("preview"), url("thank-you")]
    assert (Order.objects.count(), Charge.objects.get().amount) == (1, Decimal("20.00"))
    assert list(differences()) == []


def test_a_code_is_redeemed_once_by_many():
    card, users = a_card("20.00"), [UserFactory() for _ in range(8)]

    done = at_once(
        [partial(refused, partial(claim_card, code(card), user, currency="EUR")) for user in users]
    )

    assert sorted(done) == [False] * 7 + [True]
    assert sum(balance(user, "EUR") for user in users) == 20
    assert list(differences()) == []


def test_two_colleagues_refund_into_credit_once():
    user = UserFactory()
    order = order_by(BankTransfer(), user=user)
    mark_as_paid(order)
    line = order.lines.get()
    into = RefundDestination.STORE_CREDIT

    at_once(
        [
            partial(request_refund, order, key=key, pieces={line.pk: 1}, destination=into)
            for key in ("a", "b", "a", "b")
        ]
    )

    assert Refund.objects.count() == 1
    assert (balance(user, "EUR"), list(differences())) == (Refund.objects.get().amount, [])


def test_a_paid_order_issues_its_cards_once():
    order = order_by(BankTransfer(), basket=BasketFactory(lines=[(card_product(), 3)]))
    mark_as_paid(order)

    answers = at_once([partial(issue_for_order, Order.objects.get()) for _ in range(6)])

    assert [len(cards) for cards in answers] == [3] * 6
    assert (GiftCard.objects.count(), list(differences())) == (3, [])


def test_a_card_is_spent_or_refunded_never_both():
    method = payment_methods()[GIFT_CARD]
    for turn in range(4):
        product = card_product() if turn == 0 else GiftCard.objects.first().order_line.product
        order = order_by(BankTransfer(), basket=BasketFactory(lines=[product]))
        mark_as_paid(order)
        (card,) = issue_for_order(order)
        line, other = order.lines.get(), order_by(BankTransfer())

        at_once(
            [
                partial(refused, partial(pay_with_card, card, other, Decimal(20), method=method)),
                partial(request_refund, order, key="r", pieces={line.pk: 1}),
            ]
        )

        spent = sum(Charge.objects.filter(order=other).values_list("amount", flat=True))
        back = sum(Refund.objects.filter(order=order).values_list("amount", flat=True))
        left = GiftCard.objects.get(pk=card.pk).balance
        assert spent + back + left == 50
        assert list(differences()) == []


def test_postgresql_refuses_a_transfer_that_does_not_balance():
    account = credit_account(UserFactory(), "EUR")
    grant("ada@example.com", Decimal(5), currency="EUR", reason="x", key="g")
    transfer = LedgerEntry.objects.first().transfer
    with pytest.raises(Exception, match="do not balance"), transaction.atomic():
        LedgerEntry.objects.create(transfer=transfer, account=account, amount=Decimal(1))
    assert LedgerAccount.objects.get(pk=account.pk).balance == 0
