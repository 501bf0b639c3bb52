"""Issuing gift cards, spending them, and taking them back."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shop.audit.services import record
from shop.catalogue.gift_card_options import EMAIL, MESSAGE, NAME, SEND_ON
from shop.configuration.queries import tax_country
from shop.events.services import publish
from shop.gift_cards.codes import code_of, hash_of, new_salt
from shop.gift_cards.events import GiftCardIssued
from shop.gift_cards.exceptions import CodeRefusedError, GiftCardError
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.queries import WITH_ACCOUNT, gift_card_lines, usable_card
from shop.gift_cards.validity import last_day
from shop.money import is_payable
from shop.one_by_one import one_by_one
from shop.order.models import Line, Order
from shop.order.services import lock_order
from shop.payments.methods import StoredValueMethod
from shop.payments.models import Charge
from shop.store_credit.models import AccountKind, LedgerAccount, LedgerEntry, Transfer, TransferKind
from shop.store_credit.posting import Leg, move, post
from shop.store_credit.services import credit_account, pay_from, tell_changed
from shop.time_zones import shop_day
from shop.user.models import User

ISSUE, CHANGE = "gift_cards.add_giftcard", "gift_cards.change_giftcard"
ENDED = (GiftCardState.EXPIRED, GiftCardState.RETURNED)
#: What comes back to a card whose term is over, or nearly, can be spent so long.
GRACE = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Gift:
    """For whom a card is, in which language it is written, and when its code is sent (None: at once)."""

    language: str
    sender_name: str = ""
    recipient_name: str = ""
    recipient_email: str = ""
    message: str = ""
    send_on: date | None = None


@transaction.atomic
def issue(
    amount: Decimal,
    currency: str,
    *,
    key: str,
    gift: Gift,
    country: str = "",
    line: Line | None = None,
    number: int = 1,
    by: User | None = None,
    reason: str = "",
) -> GiftCard:
    """Issue a card, once per `key`; publishes `GiftCardIssued`, after which its code is sent.

    `country` (ISO 3166-1 alpha-2; the shop's if empty) says until when it can be used. Raises GiftCardError
    for an amount that the currency cannot pay, and for a person `by` without the right or a reason.
    """
    _check_issue(amount, currency, by=by, reason=reason)
    known = Transfer.objects.filter(key=f"issue/{key}").first()
    if known is not None:
        return WITH_ACCOUNT.get(account__entries__transfer=known)
    salt = new_salt()
    code = code_of(salt)
    account = LedgerAccount.objects.create(kind=AccountKind.GIFT_CARD, currency=currency, balance=0)
    where = country or tax_country()
    card = GiftCard.objects.create(
        account=account,
        code_hash=hash_of(code),
        salt=salt,
        last_four=code[-4:],
        amount=amount,
        country=where,
        expires_on=last_day(where, shop_day()),
        order_line=line,
        number=number,
        issued_by=by,
        reason=reason.strip()[:255],
        language=gift.language,
        sender_name=gift.sender_name[:100],
        recipient_name=gift.recipient_name[:100],
        recipient_email=gift.recipient_email,
        message=gift.message[:500],
        send_on=gift.send_on,
    )
    order = line.order if line is not None else None
    move(
        TransferKind.ISSUE,
        account,
        amount,
        against=AccountKind.ISSUED,
        key=f"issue/{key}",
        order=order,
        by=by,
        reason=reason.strip(),
    )
    account.refresh_from_db(fields=["balance"])
    publish(GiftCardIssued(card_id=card.pk))
    log_action("issue", card, by=by, amount=str(amount))
    return card


def _check_issue(amount: Decimal, currency: str, *, by: User | None, reason: str) -> None:
    if by is not None and not by.has_perm(ISSUE):
        raise GiftCardError(_("You do not have permission to issue gift cards."))
    if by is not None and not reason.strip():
        raise GiftCardError(_("Please give a reason."))
    if amount <= 0 or not is_payable(amount, currency):
        raise GiftCardError(_("Please enter an amount above zero."))


@transaction.atomic
def issue_for_order(order: Order) -> list[GiftCard]:
    """Issue the cards that a paid order has bought, one for each piece; called again it issues nothing twice.

    Pieces whose money went back before get none, nor does a cancelled order.
    """
    locked = lock_order(order)  # guard: issue-lock
    if locked.paid_at is None or locked.is_cancelled:
        return []
    issued = []
    for line in gift_card_lines(locked):
        amount = Decimal(line.unit_price_incl_tax or 0)
        for number in range(1, line.num_to_send + 1):
            card = issue(
                amount,
                locked.currency,
                key=f"line/{line.pk}/{number}",
                gift=_gift_of(locked, line),
                country=_country_of(locked),
                line=line,
                number=number,
            )
            issued.append(card)
    return issued


def _gift_of(order: Order, line: Line) -> Gift:
    """Read what the buyer said; without an address the code goes to the buyer."""
    said = {each.type: each.value for each in line.attributes.all()}
    sent = said.get(SEND_ON)
    buyer = order.user.get_full_name() if order.user else ""
    return Gift(
        language=order.language or settings.LANGUAGE_CODE,
        sender_name=buyer,
        recipient_name=str(said.get(NAME) or ""),
        recipient_email=str(said.get(EMAIL) or order.email or ""),
        message=str(said.get(MESSAGE) or ""),
        send_on=date.fromisoformat(str(sent)) if sent else None,
    )


def _country_of(order: Order) -> str:
    address = order.billing_address or order.shipping_address
    return str(address.country_id) if address is not None else ""


def pay_with_card(card: GiftCard, order: Order, amount: Decimal, *, method: StoredValueMethod) -> Charge:
    """Pay a part of an order with a card, in the transaction that places it.

    Raises CodeRefusedError for one that was disabled or has expired meanwhile, InsufficientBalanceError.
    """
    current = _locked(card)
    if not current.is_usable() or current.code_hash != card.code_hash:  # guard: card-usable
        raise CodeRefusedError(_("Gift card %(card)s cannot be used any more.") % {"card": current})
    return pay_from(current.account, order, amount, method=method, label=str(current))


def _locked(card: GiftCard) -> GiftCard:
    """Lock a card's account, then the card: all do so in this order, so that none waits in a circle."""
    LedgerAccount.objects.select_for_update().get(pk=card.account_id)
    return WITH_ACCOUNT.select_for_update(of=("self",)).get(pk=card.pk)


def claim_card(code: str, user: User, *, currency: str) -> Decimal:
    """Move all that is left on the card of a code to a user's store credit; returns how much.

    Raises CodeRefusedError for a code that is unknown, used up, disabled or expired: one answer.
    """
    found = usable_card(code, currency=currency)
    if found is None:
        raise CodeRefusedError(_("This code is not valid."))
    return move_to_credit(found, user)


@transaction.atomic
def move_to_credit(card: GiftCard, user: User) -> Decimal:
    """Move all that is left on a card, as it was found by its code, to a user's store credit.

    Raises CodeRefusedError when it was used up, disabled or replaced, or has expired, in the meantime.
    """
    current = _locked(card)  # guard: claim-lock
    account, left = current.account, current.balance
    if not left or not current.is_usable() or current.code_hash != card.code_hash:  # guard: claim-usable
        raise CodeRefusedError(_("This code is not valid."))
    own = credit_account(user, account.currency)
    legs = [Leg(account=account, amount=-left), Leg(account=own, amount=left)]
    key = f"card/{card.pk}/claim/{account.entries.count()}"
    transfer = post(TransferKind.CLAIM, legs, key=key, by=user)
    tell_changed(own, transfer)
    return left


def set_state(card: GiftCard, state: GiftCardState, *, reason: str, by: User) -> GiftCard:
    """Disable a card (lost, stolen, disputed) or let it be used again, by a member of staff with a reason."""
    check_staff(by, reason)
    _check_not_ended(card)
    GiftCard.objects.filter(pk=card.pk).exclude(state__in=ENDED).update(state=state)
    log_action(state, card, by=by, reason=reason.strip())
    card.state = state
    return card


@transaction.atomic
def reissue(card: GiftCard, *, reason: str, by: User) -> GiftCard:
    """Give a card another code, for one that is lost: the old code opens nothing from now on.

    What is left stays on its account, so that refunds find it; it can be used again, its code is sent anew.
    """
    check_staff(by, reason)
    locked = WITH_ACCOUNT.select_for_update(of=("self",)).get(pk=card.pk)
    _check_not_ended(locked)
    locked.salt = new_salt()
    code = code_of(locked.salt)
    locked.code_hash, locked.last_four = hash_of(code), code[-4:]
    locked.state, locked.sent_at, locked.send_on = GiftCardState.ACTIVE, None, None
    locked.save(update_fields=["salt", "code_hash", "last_four", "state", "sent_at", "send_on"])
    log_action("reissue", locked, by=by, reason=reason.strip())
    publish(GiftCardIssued(card_id=locked.pk))
    return locked


def _check_not_ended(card: GiftCard) -> None:
    if card.state in ENDED:
        raise GiftCardError(_("This card has expired, or its money went back."))


def check_staff(by: User, reason: str) -> None:
    """Raise GiftCardError for a person who may not change cards, or says not why."""
    if not by.has_perm(CHANGE):
        raise GiftCardError(_("You do not have permission to change gift cards."))
    if not reason.strip():
        raise GiftCardError(_("Please give a reason."))


def expire_cards(*, today: date | None = None) -> int:
    """Book what is left on the cards whose last day is over; returns how many. Safe to repeat."""
    day = today or shop_day()
    due = GiftCard.objects.filter(expires_on__lt=day).exclude(state=GiftCardState.EXPIRED)
    keys = due.values_list("pk", flat=True)[:1000]
    return one_by_one(keys, lambda pk: _expire(pk, day), what="Gift card")


@transaction.atomic
def _expire(pk: int, day: date) -> bool:
    card = _locked(GiftCard.objects.get(pk=pk))
    if card.state == GiftCardState.EXPIRED or card.expires_on is None or card.expires_on >= day:
        return False
    account = card.account
    if account.balance:
        key = f"card/{card.pk}/expire/{card.expires_on}"
        move(TransferKind.EXPIRE, account, -account.balance, against=AccountKind.EXPIRED, key=key)
    GiftCard.objects.filter(pk=card.pk).update(state=GiftCardState.EXPIRED)
    return True


def reopen(account: LedgerAccount) -> None:
    """Let what a refund has just put back on a card be spent, also when the card's term is over."""
    until = shop_day() + GRACE
    card = GiftCard.objects.filter(account=account).first()
    if card is None:
        return
    ends = card.expires_on if card.expires_on is None else max(card.expires_on, until)
    is_over = card.state in ENDED
    GiftCard.objects.filter(pk=card.pk).update(
        expires_on=ends, state=GiftCardState.ACTIVE if is_over else card.state
    )


def take_back(card: GiftCard, *, order: Order) -> Decimal:
    """Take what is left on a bought card off it, as its money goes back; returns how much."""
    account = LedgerAccount.objects.select_for_update().get(pk=card.account_id)
    left = account.balance or Decimal(0)
    if left:
        key = f"card/{card.pk}/take-back/{account.entries.count()}"
        move(TransferKind.CANCEL, account, -left, against=AccountKind.ISSUED, key=key, order=order)
    GiftCard.objects.filter(pk=card.pk).update(state=GiftCardState.RETURNED)
    return left


def last_taken(card: GiftCard) -> LedgerEntry | None:
    """Return what was last taken off a card because its money was to go back; None: it was empty."""
    found = LedgerEntry.objects.filter(account=card.account_id, transfer__kind=TransferKind.CANCEL)
    return found.filter(amount__lt=0).order_by("-pk").first()


def put_back(card: GiftCard, taken: LedgerEntry | None, *, order: Order) -> None:
    """Put what was taken off a card on it again, once, and let it be used: its money did not go back."""
    if taken is not None:
        move(
            TransferKind.CANCEL,
            card.account,
            -taken.amount,
            against=AccountKind.ISSUED,
            key=f"card/{card.pk}/put-back/{taken.pk}",
            order=order,
        )
    GiftCard.objects.filter(pk=card.pk, state=GiftCardState.RETURNED).update(state=GiftCardState.ACTIVE)


def log_action(what: str, card: GiftCard, *, by: User | None, **detail: str) -> None:
    """Write down in the audit log what staff did with a card."""
    if by is not None:
        told = {"last_four": card.last_four, **detail}
        record(f"gift_card.{what}", actor=by, model="gift_cards.giftcard", object_id=card.pk, detail=told)
