"""Reading the right of withdrawal: which orders have it, which of their pieces, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from oscar.apps.shipping.methods import NoShippingRequired

from shop.b2b.queries import company_of
from shop.catalogue.return_terms import CONDITIONAL, exclusion_text
from shop.fulfilment.queries import shipped_quantities
from shop.order.models import Line, Order
from shop.returns.delivery import delivered_on
from shop.returns.queries import pieces_left
from shop.returns.terms import terms_of_lines
from shop.time_zones import shop_day
from shop.withdrawal.models import Withdrawal
from shop.withdrawal.periods import last_day, settings_now, today


@dataclass(frozen=True, kw_only=True)
class WithdrawableLine:
    """A line of an order and from how many of its pieces one may withdraw.

    `exclusion` says in words what the law leaves out, `hint` what it makes a condition (once unsealed).
    """

    line: Line
    pieces: int
    exclusion: str = ""
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawalRight:
    """How it stands: `until` is the last day (None: no period has begun), `problem` why there is none."""

    lines: Sequence[WithdrawableLine]
    until: date | None
    problem: str = ""

    @property
    def is_open(self) -> bool:
        """Whether one may withdraw from something now."""
        return not self.problem and any(item.pieces for item in self.lines)


def is_consumers(order: Order) -> bool:
    """Tell whether an order is a consumer's: no company bought it, and no VAT id or certificate was given."""
    if order.vat_id or order.tax_certificate or order.shows_net:
        return False
    return order.user is None or company_of(order.user) is None


def right_of(order: Order) -> WithdrawalRight:
    """Say how the right of withdrawal stands for an order. A constant number of queries.

    Where nothing is delivered (a service, a gift card), the period begins with the contract.
    """
    lines = _lines(order)
    placed = shop_day(order.date_placed)
    begins = placed if order.shipping_code == NoShippingRequired.code else delivered_on(order)
    until = last_day(placed=placed, delivered=begins, rules=settings_now())
    return WithdrawalRight(lines=lines, until=until, problem=_problem(order, lines, until))


def _problem(order: Order, lines: Sequence[WithdrawableLine], until: date | None) -> str:
    if not is_consumers(order):
        return _("The right of withdrawal is for consumers; this order was placed by a business.")
    if order.is_cancelled:
        return _("This order is cancelled.")
    if until is not None and today() > until:
        return _("The withdrawal period ended on %(day)s.") % {"day": date_format(until)}
    if not any(item.pieces for item in lines):
        return _("There is nothing in this order that you can still withdraw from.")
    return ""


def _lines(order: Order) -> list[WithdrawableLine]:
    lines = list(order.lines.order_by("pk"))
    terms, left, sent = terms_of_lines(lines), pieces_left(order), shipped_quantities(order)
    pending = _undecided_pieces(order)
    found = []
    for line in lines:
        gone = sent.get(line.pk, 0)
        unsent = max(line.num_to_send - gone, 0)
        exclusion = terms[line.pk].exclusion
        is_excluded = bool(exclusion) and exclusion not in CONDITIONAL
        pieces = 0 if is_excluded else max(unsent + left.get(line.pk, 0) - pending.get(line.pk, 0), 0)
        found.append(
            WithdrawableLine(
                line=line,
                pieces=pieces,
                exclusion=exclusion_text(exclusion) if is_excluded else "",
                hint=exclusion_text(exclusion) if not is_excluded else "",
            )
        )
    return found


def _undecided_pieces(order: Order) -> dict[int, int]:
    """Add up the pieces of withdrawals whose outcome is still to come, by line."""
    found: dict[int, int] = {}
    for pieces in order.withdrawals.filter(outcome=None).values_list("pieces", flat=True):
        for line_id, number, _title in pieces:
            found[line_id] = found.get(line_id, 0) + number
    return found


def undecided(order_id: int) -> QuerySet[Withdrawal]:
    """List the withdrawals from an order of which nothing has become yet, the oldest first."""
    rows = Withdrawal.objects.filter(outcome=None, order=order_id)
    return rows.select_related("order").order_by("pk")


def withdrawals_of(order: Order) -> QuerySet[Withdrawal]:
    """List what was withdrawn from in an order, the latest first, with what became of it."""
    found: QuerySet[Withdrawal] = order.withdrawals.select_related("outcome__returned")
    return found
