"""What is said before an order is changed or money goes back: lines, pieces, money, stock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from shop.backoffice.confirmation import Piece, Question
from shop.formats import format_money
from shop.order.models import Line, Order
from shop.order_statuses import CANCELLED, DISPATCHED, PAID, PARTIALLY_DISPATCHED, UNFINISHED
from shop.payments.queries import Balance, balance_of, open_attempt_of, refunded_quantities
from shop.payments.refunds import line_share
from shop.payments.states import AttemptState
from shop.stock.queries import tracked_lines

#: The pages that ask before an order takes a status, by the action of `bulk_actions`.
ASKED = {PAID: "mark_paid", DISPATCHED: "dispatch", CANCELLED: "cancel"}


def question_url(order: Order, status: str, *, back: str) -> str:
    """Return where somebody is asked before an order takes a status; empty: nobody is asked."""
    if status not in ASKED:
        return ""
    page = reverse("wagtail_bulk_action", args=["order", "order", ASKED[status]])
    return f"{page}?{urlencode({'id': order.pk, 'next': back})}"


@dataclass(frozen=True, kw_only=True)
class LineState:
    """Where a line stands: pieces and money that went back, and what is left of both (gross)."""

    line: Line
    back: int
    money_back: Decimal

    @property
    def pieces_left(self) -> int:
        """How many the buyer keeps or still gets."""
        return int(self.line.quantity) - self.back

    @property
    def money_left(self) -> Decimal:
        """What is kept of the line's price."""
        return Decimal(self.line.line_price_incl_tax) - self.money_back


def line_states(order: Order, lines: Iterable[Line] | None = None) -> list[LineState]:
    """Tell where each line of an order stands; two queries, one with `lines`."""
    gone = refunded_quantities(order)
    rows = order.lines.all() if lines is None else lines
    return [
        LineState(
            line=line, back=gone.get(line.pk, (0, 0))[0], money_back=gone.get(line.pk, (0, Decimal(0)))[1]
        )
        for line in rows
    ]


def question_about(order: Order, status: str) -> Question:
    """Describe what giving an order a status would do."""
    lines = list(order.lines.prefetch_related("attributes__option"))
    pieces = [Piece(title=line.description, number=line.num_to_send) for line in lines if line.num_to_send]
    balance = balance_of(order)
    if status == PAID:
        return Question(pieces=[], words=[], amount=balance.outstanding)
    if status == CANCELLED:
        amount = balance.kept if balance.kept > 0 else None
        return Question(pieces=pieces, words=_cancel_words(balance), amount=amount)
    if status == DISPATCHED:
        pieces = [Piece(title=line.description, number=line.num_left) for line in lines if line.num_left]
        return Question(pieces=pieces, words=_dispatch_words(order, lines, balance))
    return Question(pieces=[], words=[])


def _cancel_words(balance: Balance) -> list[str]:
    return [] if balance.kept > 0 else [_("No payment has been received, so nothing is refunded.")]


def _dispatch_words(order: Order, lines: list[Line], balance: Balance) -> list[str]:
    words = []
    gone = sum(line.num_dispatched for line in lines)
    if gone:
        words.append(_("Items already shipped: %(number)d.") % {"number": gone})
    off = sum(line.num_cancelled for line in lines)
    if off:
        words.append(_("Items already refunded that will not be shipped: %(number)d.") % {"number": off})
    attempt = open_attempt_of(order)
    if balance.outstanding and attempt is not None and attempt.state == AttemptState.AUTHORISED:
        words.append(_("Authorised payments are captured now; purchases on account are due later."))
    return words


def refund_question(
    order: Order, *, pieces: Mapping[int, int], shipping: Decimal, extra: Decimal
) -> Question:
    """Describe what a refund would send back, and which of its pieces would be free again."""
    lines = order.lines.prefetch_related("attributes__option")
    states = {state.line.pk: state for state in line_states(order, lines)}
    rows = []
    for pk, number in pieces.items():
        state = states.get(pk)
        if state is not None and number:
            money = line_share(
                state.line.line_price_incl_tax,
                pieces=number,
                before=state.back,
                of=state.line.quantity,
                currency=order.currency,
            )
            rows.append(Piece(title=state.line.description, number=number, money=money))
    amount = sum((row.money or Decimal(0) for row in rows), shipping + extra)
    parts = [(_("Delivery: %(amount)s"), shipping), (_("Additional amount: %(amount)s"), extra)]
    words = [text % {"amount": format_money(part, order.currency)} for text, part in parts if part]
    return Question(pieces=rows, words=[*words, *_refund_words(order, pieces, amount)], amount=amount)


def _refund_words(order: Order, pieces: Mapping[int, int], amount: Decimal) -> list[str]:
    left = {line.pk: line.num_left for line in order.lines.all()} if order.status in UNFINISHED else {}
    off = {pk: min(many, left.get(pk, 0)) for pk, many in pieces.items()}
    number = sum(off.values())
    words = []
    if sum(pieces.values()) > number:
        words.append(_("The items have been shipped: restock them when they are returned."))
    if order.status not in UNFINISHED:
        return words
    counted = {line.pk for line in tracked_lines(order)}
    free = sum(many for pk, many in off.items() if pk in counted)
    if number:
        words.append(_("Items that will no longer be shipped: %(number)d.") % {"number": number})
    if free:
        words.append(_("Of these, available again: %(number)d.") % {"number": free})
    is_rest = all(many <= off.get(pk, 0) for pk, many in left.items())
    if order.status == PARTIALLY_DISPATCHED:
        return [*words, _("No items would be left to ship.")] if is_rest and number else words
    if is_rest or amount >= balance_of(order).kept:
        words.append(_("No items would be left: the order will be cancelled."))
    return words
