"""Cards are issued once, spent, claimed, expired, reissued and taken back; the ledger adds up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from shop.basket.services import add_to_basket
from shop.catalogue.product_options import options_of, selected_options
from shop.gift_cards.exceptions import CodeRefusedError, GiftCardError
from shop.gift_cards.methods import GIFT_CARD, take
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.queries import card_of_code, usable_card
from shop.gift_cards.services import (
    claim_card,
    expire_cards,
    issue_for_order,
    move_to_credit,
    pay_with_card,
    reissue,
    set_state,
)
from shop.mail.models import Mail
from shop.order_statuses import CANCELLED, PAID
from shop.payments.bank_transfer import BankTransfer
from shop.payments.exceptions import RefundRefusedError
from shop.payments.gateways import RefundData
from shop.payments.ledger import book_refund
from shop.payments.manual_payments import mark_as_paid
from shop.payments.methods import payment_methods
from shop.payments.models import Refund
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from shop.payments.services import cancel
from shop.payments.states import RefundState
from shop.store_credit.consistency import differences
from shop.store_credit.models import Transfer
from shop.store_credit.services import balance
from tests.shop.factories import BasketFactory, UserFactory
from tests.shop.gift_cards.kit import a_card, card_product, code
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db
EUR = "EUR"


def staff(*rights):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    return user


def pay(order, card, amount):
    with transaction.atomic():
        return pay_with_card(card, order, Decimal(amount), method=payment_methods()[GIFT_CARD])


def bought(*, quantity=1, **kwargs):
    """A paid order of gift cards, its cards issued."""
    basket = BasketFactory(lines=[(card_product(**kwargs), quantity)])
    order = order_by(BankTransfer(), basket=basket)
    mark_as_paid(order)
    issue_for_order(order)
    return order


def left(card):
    return GiftCard.objects.select_related("account").get(pk=card.pk).balance


def test_a_card_is_issued_once_per_key():
    card = a_card()
    assert a_card() == card
    assert (GiftCard.objects.count(), card.balance, list(differences())) == (1, Decimal("50.00"), [])


def test_staff_need_the_right_and_a_reason():
    for by, reason in ((staff(), "B2B"), (staff("add_giftcard"), " ")):
        with pytest.raises(GiftCardError):
            a_card(by=by, reason=reason)
    assert not GiftCard.objects.exists()
    assert a_card(by=staff("add_giftcard"), reason="B2B").reason == "B2B"


def test_the_code_is_kept_nowhere():
    card = a_card()
    plain = code(card).replace("-", "")
    row = GiftCard.objects.filter(pk=card.pk).values().get()
    assert [name for name, value in row.items() if plain in str(value)] == []
    assert card_of_code(code(card)) == card


def test_a_paid_order_issues_a_card_for_each_piece_once():
    order = bought(quantity=2)
    issue_for_order(order)
    cards = GiftCard.objects.order_by("number")
    assert [(card.number, card.amount, card.recipient_email) for card in cards] == [
        (1, Decimal("50.00"), "guest@example.com"),
        (2, Decimal("50.00"), "guest@example.com"),
    ]
    line = order.lines.get()
    assert (line.line_price_incl_tax, line.line_price_excl_tax) == (Decimal("100.00"), Decimal("100.00"))
    assert line.tax_rate == 0


def test_an_unpaid_order_issues_none():
    order = order_by(BankTransfer(), basket=BasketFactory(lines=[card_product()]))
    assert issue_for_order(order) == []


def test_the_buyer_chooses_amount_recipient_and_day():
    product = card_product(price="10.00", low=10, high=500)
    day = timezone.localdate() + timedelta(days=3)
    options = selected_options(
        {
            "gift_card_amount": Decimal("75.50"),
            "gift_card_to_name": "Ada",
            "gift_card_to_email": "ada@example.com",
            "gift_card_message": "For you",
            "gift_card_send_on": day,
        },
        options_of(product),
    )
    basket = BasketFactory()
    add_to_basket(basket, product, options=options)
    order = order_by(BankTransfer(), basket=basket)
    assert order.total_incl_tax == Decimal("75.50")
    mark_as_paid(order)
    (card,) = issue_for_order(order)
    assert (card.amount, card.recipient_name, card.recipient_email, card.message, card.send_on) == (
        Decimal("75.50"),
        "Ada",
        "ada@example.com",
        "For you",
        day,
    )


@pytest.mark.parametrize("amount", ["9.99", "500.01", "NaN", "1e9", "ten", "", None])
def test_an_amount_outside_the_bounds_has_no_price(amount):
    product = card_product(price="10.00", low=10, high=500)
    options = selected_options({"gift_card_amount": amount}, options_of(product))
    basket = BasketFactory()
    add_to_basket(basket, product, options=options)
    assert not basket.all_lines()[0].purchase_info.price.exists


def test_a_card_pays_two_orders_in_parts():
    card = a_card()
    for amount in ("24.00", "10.00"):
        order = order_by(BankTransfer())
        pay(order, card, amount)
    assert left(card) == Decimal("16.00")
    assert balance_of(order).outstanding == Decimal("14.00")
    assert list(differences()) == []


def test_a_disabled_or_expired_card_pays_nothing():
    order, card = order_by(BankTransfer()), a_card()
    for change in (
        {"state": GiftCardState.DISABLED},
        {"state": GiftCardState.ACTIVE, "expires_on": date(2020, 1, 1)},
    ):
        GiftCard.objects.filter(pk=card.pk).update(**change)
        with pytest.raises(CodeRefusedError):
            pay(order, card, "1.00")
        assert usable_card(code(card), currency=EUR) is None
    assert (left(card), order.charges.count()) == (Decimal("50.00"), 0)


def test_a_refund_fills_the_card_again_and_gives_an_expired_one_time():
    order, card = order_by(BankTransfer()), a_card()
    pay(order, card, "24.00")
    GiftCard.objects.filter(pk=card.pk).update(expires_on=date(2020, 1, 1))
    expire_cards()
    assert left(card) == Decimal("0.00")
    request_refund(order, key="r", extra=Decimal("4.00"))
    card = GiftCard.objects.get(pk=card.pk)
    assert (card.state, card.balance, card.is_usable()) == (GiftCardState.ACTIVE, Decimal("4.00"), True)
    assert list(differences()) == []


def test_expiry_is_booked_once():
    card = a_card()
    GiftCard.objects.filter(pk=card.pk).update(expires_on=timezone.localdate())
    assert expire_cards() == 0
    later = timezone.localdate() + timedelta(days=1)
    assert (expire_cards(today=later), expire_cards(today=later), left(card)) == (1, 0, Decimal("0.00"))
    assert list(differences()) == []


def test_a_card_becomes_credit_once():
    card, user = a_card(), UserFactory()
    assert claim_card(code(card).lower(), user, currency=EUR) == Decimal("50.00")
    with pytest.raises(CodeRefusedError):
        claim_card(code(card), user, currency=EUR)
    assert (balance(user, EUR), left(card)) == (Decimal("50.00"), Decimal("0.00"))


def test_a_code_that_was_replaced_while_it_was_redeemed_gives_nothing():
    """The finder of a lost card is looking it up as its owner has the code replaced."""
    found, finder, by = a_card(), UserFactory(), staff("change_giftcard")
    new = reissue(found, reason="lost", by=by)
    set_state(new, GiftCardState.DISABLED, reason="lost", by=by)
    for card in (found, new):
        with pytest.raises(CodeRefusedError):
            move_to_credit(card, finder)
    assert (balance(finder, EUR), left(found)) == (Decimal("0.00"), Decimal("50.00"))


def test_a_lost_card_gets_another_code_and_keeps_its_value():
    card, by = a_card(), staff("change_giftcard")
    old = code(card)
    set_state(card, GiftCardState.DISABLED, reason="lost", by=by)
    new = reissue(card, reason="lost", by=by)
    assert (card_of_code(old), card_of_code(code(new)), new.balance) == (None, card, Decimal("50.00"))
    assert usable_card(code(new), currency=EUR) == card


def test_who_may_not_change_cards_does_not():
    card = a_card()
    with pytest.raises(GiftCardError):
        reissue(card, reason="lost", by=staff("view_giftcard"))
    with pytest.raises(GiftCardError):
        set_state(card, GiftCardState.DISABLED, reason="lost", by=staff())
    assert card_of_code(code(card)).state == GiftCardState.ACTIVE


def test_a_bought_card_is_refunded_as_far_as_it_is_unspent():
    order = bought()
    card, line = GiftCard.objects.get(), order.lines.get()
    pay(order_by(BankTransfer()), card, "20.00")
    (refund,) = request_refund(order, key="r", pieces={line.pk: 1})
    assert (refund.amount, left(card)) == (Decimal("30.00"), Decimal("0.00"))
    with pytest.raises(RefundRefusedError):
        request_refund(order, key="s", pieces={line.pk: 1})
    assert list(differences()) == []


def test_a_refund_that_fails_gives_the_card_its_value_again():
    order = bought(quantity=2)
    spent, whole = GiftCard.objects.order_by("-number")
    pay(order_by(BankTransfer()), spent, "20.00")
    (refund,) = request_refund(order, key="r", pieces={order.lines.get().pk: 1})
    refused = RefundData(state=RefundState.FAILED, amount=refund.amount, currency=EUR)

    for _again in range(2):
        book_refund(refused, refund=refund)

    assert (left(spent), left(whole)) == (Decimal("30.00"), Decimal("50.00"))
    assert {card.state for card in GiftCard.objects.all()} == {GiftCardState.ACTIVE}
    assert list(differences()) == []


def test_a_card_that_is_spent_is_not_refunded():
    order = bought()
    card, line = GiftCard.objects.get(), order.lines.get()
    claim_card(code(card), UserFactory(), currency=EUR)
    with pytest.raises(RefundRefusedError):
        request_refund(order, key="r", pieces={line.pk: 1})
    assert not Refund.objects.exists()


def test_the_unspent_card_of_two_is_taken_back():
    order = bought(quantity=2)
    spent = GiftCard.objects.get(number=2)
    pay(order_by(BankTransfer()), spent, "20.00")
    (refund,) = request_refund(order, key="r", pieces={order.lines.get().pk: 1})
    assert refund.amount == Decimal("50.00")
    assert left(spent) == Decimal("30.00")


def test_a_card_that_was_spent_while_it_was_refunded_is_not_refunded():
    """The refund was priced at 50.00; by the time it takes the card, 20.00 of it are gone."""
    order = bought()
    card, line = GiftCard.objects.get(), order.lines.get()
    pay(order_by(BankTransfer()), card, "20.00")
    with pytest.raises(GiftCardError), transaction.atomic():
        take(line, 1, Decimal("50.00"))
    assert (left(card), GiftCard.objects.get().state) == (Decimal("30.00"), GiftCardState.ACTIVE)


def test_an_order_whose_card_is_spent_cannot_be_cancelled_one_that_is_not_can():
    order = bought()
    card = GiftCard.objects.get()
    pay(order_by(BankTransfer()), card, "1.00")
    with pytest.raises(GiftCardError):
        cancel(order)
    order.refresh_from_db()
    assert (order.status, Refund.objects.count()) == (PAID, 0)

    other = bought(price="30.00")
    cancel(other)
    taken = GiftCard.objects.get(order_line__order=other)
    assert (other.status, taken.balance, taken.state) == (CANCELLED, Decimal("0.00"), GiftCardState.RETURNED)


def test_an_order_of_which_a_card_was_refunded_can_be_cancelled():
    order = bought(quantity=2)
    request_refund(order, key="r", pieces={order.lines.get().pk: 1})
    cancel(order)
    assert (order.status, balance_of(order).kept) == (CANCELLED, Decimal("0.00"))
    assert list(differences()) == []


def test_what_comes_back_to_a_returned_card_can_be_spent():
    order, other = bought(), order_by(BankTransfer())
    card = GiftCard.objects.get()
    pay(other, card, "20.00")
    request_refund(order, key="r", pieces={order.lines.get().pk: 1})
    cancel(other)
    card = GiftCard.objects.get(pk=card.pk)
    assert (card.balance, card.is_usable()) == (Decimal("20.00"), True)


def test_transfers_name_their_kind():
    card = a_card()
    pay(order_by(BankTransfer()), card, "1.00")
    assert list(Transfer.objects.order_by("pk").values_list("kind", flat=True)) == ["issue", "spend"]


def test_an_issue_of_nothing_is_refused():
    with pytest.raises(GiftCardError):
        a_card("0")
    assert not GiftCard.objects.exists()


def test_issuing_writes_no_mail_before_its_day():
    a_card()
    assert not Mail.objects.exists()
