"""The code goes out on its day, once, in its language; its words are not kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from shop.gift_cards.events import GiftCardIssued
from shop.gift_cards.mail import print_token, send_code, send_due_codes
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.services import Gift, issue
from shop.gift_cards.subscribers import (
    on_dispute_opened,
    on_gift_card_issued,
    on_order_cancelled,
    on_order_paid,
)
from shop.mail.kinds import KINDS
from shop.mail.models import Mail
from shop.mail.services import send_queued
from shop.order.events import OrderCancelled, OrderPaid
from shop.payments.bank_transfer import BankTransfer
from shop.payments.events import DisputeOpened
from shop.payments.manual_payments import mark_as_paid
from tests.shop.factories import BasketFactory
from tests.shop.gift_cards.kit import card_product, code
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


def gift(**kwargs):
    told = {"language": "en", "recipient_name": "Ada", "recipient_email": "ada@example.com", **kwargs}
    return issue(Decimal(25), "EUR", key="m", gift=Gift(**told))


def test_the_code_is_sent_once_and_its_words_forgotten():
    card = gift(sender_name="Mei", message="Happy birthday")
    for _again in range(2):
        on_gift_card_issued(GiftCardIssued(card_id=card.pk))
    mail = Mail.objects.get()
    assert mail.subject == "Mei has given you a gift card of €25.00"
    assert code(card) in mail.text
    assert "Happy birthday" in mail.text
    assert send_queued(mail.pk)
    mail.refresh_from_db()
    assert code(card) not in mail.text + mail.html
    assert GiftCard.objects.get().sent_at is not None


def test_the_sample_for_staff_opens_no_card():
    card = gift()
    told = KINDS["gift-card-code"].sample()
    assert told["card"] == card
    assert [part for part in map(str, told.values()) if code(card) in part or print_token(card) in part] == []


def test_it_waits_for_its_day():
    card = gift(send_on=timezone.localdate() + timedelta(days=1))
    assert (send_code(card), send_due_codes(), Mail.objects.count()) == (False, 0, 0)
    GiftCard.objects.update(send_on=timezone.localdate())
    assert (send_due_codes(), send_due_codes(), Mail.objects.count()) == (1, 0, 1)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_it_is_written_in_the_language_of_the_order(language):
    card = gift(language=language)
    send_code(card)
    assert Mail.objects.get().language == language


def test_a_disabled_card_is_not_sent():
    card = gift()
    GiftCard.objects.update(state=GiftCardState.DISABLED)
    assert (send_code(GiftCard.objects.get(pk=card.pk)), send_due_codes()) == (False, 0)


def test_events_of_the_order_issue_freeze_and_take_back():
    order = order_by(BankTransfer(), basket=BasketFactory(lines=[card_product()]))
    on_order_paid(OrderPaid(order_id=order.pk))
    assert not GiftCard.objects.exists()
    mark_as_paid(order)
    for _again in range(2):
        on_order_paid(OrderPaid(order_id=order.pk))
    assert GiftCard.objects.get().balance == 50
    on_dispute_opened(DisputeOpened(order_id=order.pk, dispute_id=1))
    assert GiftCard.objects.get().state == GiftCardState.DISABLED
    for _again in range(2):
        on_order_cancelled(OrderCancelled(order_id=order.pk))
    card = GiftCard.objects.get()
    assert (card.balance, card.state) == (0, GiftCardState.RETURNED)
