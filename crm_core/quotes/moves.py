"""How a quote moves: sent, countered, rejected, withdrawn, expired. Each is one conditional UPDATE.

Of two who move it at the same moment one wins; the other is told that it is not as it was shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.quotes.approvals import call_off, is_cleared
from crm_core.quotes.drafting import draft_of
from crm_core.quotes.errors import ApprovalMissingError, QuoteError, StaleQuoteError
from crm_core.quotes.events import (
    QuoteCommented,
    QuoteCountered,
    QuoteExpired,
    QuoteRejected,
    QuoteSent,
    QuoteWithdrawn,
)
from crm_core.quotes.models import Quote, QuoteComment, QuoteVersion
from crm_core.quotes.models.quotes import OPEN_STATES, SENDABLE, State
from crm_core.quotes.pricing import WantedLine, quantity_problems
from crm_core.quotes.requests import buyers_version, freeze
from shop.events.services import publish
from shop.time_zones import shop_day
from shop.user.models import User


def stale_error() -> StaleQuoteError:
    """Return the refusal of who saw the quote as it is no more."""
    return StaleQuoteError(_("This quote has changed since you opened it. Please look at it again."))


def _move(quote: Quote, allowed: Q, to: str, **values: object) -> bool:
    """Move a quote if it stands as `allowed` says; tell whether it did."""
    rows = Quote.objects.filter(allowed, pk=quote.pk)  # guard: quote-move
    moved = rows.update(state=to, state_since=timezone.now(), **values)
    if moved:
        quote.refresh_from_db()
    return bool(moved)


@transaction.atomic
def send_version(quote: Quote, *, by: User, seen: str) -> QuoteVersion:
    """Freeze the version that is being written and send it; the one before can be accepted no more.

    `seen` is its stamp as it was shown. Raises StaleQuoteError, QuoteError where something is missing,
    ApprovalMissingError beyond the limits of who sends it. Effects in order: version, state, QuoteSent, which
    writes the mail.
    """
    held = Quote.objects.select_for_update().get(pk=quote.pk)
    draft = draft_of(held)
    if draft is None or draft.changed_at.isoformat() != seen:
        raise stale_error()
    draft.quote = held
    if problem := what_is_missing(draft):
        raise QuoteError(problem)
    if not is_cleared(draft, by=by):
        raise ApprovalMissingError(_("Discount or margin is beyond your limit: have it approved first."))
    draft.author, draft.author_name = by, by.get_full_name()[:200]
    freeze(draft, list(draft.lines.all()))
    moved = _move(held, Q(state__in=SENDABLE), State.SENT, valid_until=draft.valid_until, reason="")
    if not moved:
        raise stale_error()
    if held.owner_id is None:
        Quote.objects.filter(pk=held.pk, owner=None).update(owner=by)
    publish(QuoteSent(quote_id=held.pk, customer_id=held.customer_id, number=held.latest))
    quote.refresh_from_db()
    return draft


def what_is_missing(draft: QuoteVersion) -> str:
    """Say what a version lacks before it can be sent; empty for nothing."""
    lines = list(draft.lines.select_related("product__parent"))
    if not lines:
        return _("Add what is offered first.")
    if any(line.product is None for line in lines):
        return _("A product is no longer in the catalogue: take its line out.")
    if any(line.price is None for line in lines):
        return _("Every line needs a price.")
    if draft.valid_until is None or draft.valid_until < shop_day():
        return _("Say until when the quote holds: today or later.")
    return " ".join(quantity_problems(lines))


@dataclass(frozen=True, kw_only=True)
class CounterLine:
    """What a buyer wants instead of a line: 0 pieces take it out; `price` None asks for any."""

    quantity: int
    price: Decimal | None = None
    note: str = ""


@transaction.atomic
def counter(
    quote: Quote, lines: Mapping[int, CounterLine], *, seen: int, by: User | None, message: str = ""
) -> QuoteVersion:
    """Keep a counter-offer as the buyer's version; ours, which it answers (`seen`), can be accepted no more.

    `lines` by key; what is not named stays as it was offered. Raises StaleQuoteError, QuoteError for a
    counter-offer of nothing, or one that asks for nothing else.
    """
    offered = quote.versions.filter(number=seen).first()
    if offered is None or offered.by_buyer:
        raise stale_error()
    wanted, changes = [], 0
    for line in offered.lines.select_related("product__parent"):
        asked = lines.get(line.key) or CounterLine(quantity=line.quantity, price=line.price)
        changes += asked.quantity != line.quantity or asked.price != line.price or bool(asked.note)
        if asked.quantity > 0 and line.product is not None:
            wanted.append(
                WantedLine(
                    product=line.product,
                    quantity=asked.quantity,
                    price=asked.price,
                    note=asked.note,
                    key=line.key,
                )
            )
    if not wanted:
        raise QuoteError(_("Nothing is left. Reject the quote if you want none of it."))
    if not changes and not message.strip():
        raise QuoteError(_("Change quantities or prices, or write what you would like otherwise."))
    if not _move(quote, Q(state=State.SENT, latest=seen), State.COUNTERED):
        raise stale_error()
    version = buyers_version(quote, wanted, message=message, by=by)
    publish(QuoteCountered(quote_id=quote.pk, customer_id=quote.customer_id, number=quote.latest))
    return version


@transaction.atomic
def reject(quote: Quote, *, seen: int, reason: str) -> None:
    """Say no to a version, with a reason. Raises StaleQuoteError."""
    allowed = Q(state__in=[State.SENT, State.COUNTERED, State.REQUESTED], latest=seen)
    if not _move(quote, allowed, State.REJECTED, reason=reason[:500]):
        raise stale_error()
    publish(QuoteRejected(quote_id=quote.pk, customer_id=quote.customer_id))


@transaction.atomic
def withdraw(quote: Quote, *, by: User, reason: str = "") -> None:
    """Take a quote back that is neither accepted nor over. Raises StaleQuoteError."""
    was_sent = quote.latest > 0
    if not _move(quote, Q(state__in=OPEN_STATES), State.WITHDRAWN, reason=reason[:500]):
        raise stale_error()
    draft = draft_of(quote)
    if draft is not None:
        call_off(draft)
    if was_sent:
        publish(QuoteWithdrawn(quote_id=quote.pk, customer_id=quote.customer_id))


@transaction.atomic
def comment(
    quote: Quote,
    text: str,
    *,
    by: User | None,
    by_buyer: bool,
    line_key: int | None = None,
    asks_for_time: bool = False,
) -> QuoteComment:
    """Write to the other side, about a line or about all of it. Raises QuoteError for an empty text."""
    if not text.strip():
        raise QuoteError(_("Please write something."))
    name = by.get_full_name() if by is not None else quote.name
    written = QuoteComment.objects.create(
        quote=quote,
        line_key=line_key,
        by_buyer=by_buyer,
        author=by,
        author_name=name[:200],
        text=text.strip()[:2000],
    )
    publish(
        QuoteCommented(
            quote_id=quote.pk,
            customer_id=quote.customer_id,
            comment_id=written.pk,
            by_buyer=by_buyer,
            asks_for_time=asks_for_time,
        )
    )
    return written


def expire_quotes(*, day: date | None = None) -> int:
    """End what nobody accepted, or ordered after accepting it, until its last day; return how many ended.

    A quote that is accepted at this very moment is accepted: the UPDATE names the state that was read.
    """
    today = day or shop_day()
    late = Quote.objects.filter(
        Q(state=State.SENT, valid_until__lt=today) | Q(state=State.ACCEPTED, order_until__lt=today)
    )
    ended = 0
    for quote in late.order_by("pk").iterator():
        ended += _expire(quote, today)
    return ended


@transaction.atomic
def _expire(quote: Quote, today: date) -> bool:
    was_accepted = quote.state == State.ACCEPTED
    field = "order_until" if was_accepted else "valid_until"
    if not _move(quote, Q(state=quote.state, **{f"{field}__lt": today}), State.EXPIRED):
        return False
    publish(QuoteExpired(quote_id=quote.pk, customer_id=quote.customer_id, was_accepted=was_accepted))
    return True
