"""Reading returns: what of an order may go back, what is open, what a buyer has sent back before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.fulfilment.queries import shipped_quantities
from shop.order.models import Line, Order
from shop.payments.queries import refunded_quantities
from shop.returns.delivery import delivered_on
from shop.returns.models import Return, ReturnLine, ReturnReason
from shop.returns.policy import policy
from shop.returns.states import OPEN, ReturnState
from shop.returns.terms import ReturnTerms, terms_of_lines
from shop.time_zones import shop_day


@dataclass(frozen=True, kw_only=True)
class ReturnableLine:
    """A line of an order and how many of its pieces may still go back.

    `problem` says in words why the shop's policy does not allow it; it binds buyers and advises staff.
    Without pieces nobody may.
    """

    line: Line
    pieces: int
    terms: ReturnTerms
    until: date | None
    problem: str = ""

    @property
    def is_offered(self) -> bool:
        """Whether a buyer may ask for it."""
        return self.pieces > 0 and not self.problem


def pieces_left(order: Order) -> dict[int, int]:
    """Tell for each line (by its key) how many pieces have gone out and are neither back nor spoken for.

    Money that went back for pieces after they were sent counts as pieces back, also without a return. A piece
    that was not accepted stays the buyer's and is not taken a second time.
    """
    refunded = {pk: pieces for pk, (pieces, _money) in refunded_quantities(order).items()}
    sent = shipped_quantities(order)
    settled, open_pieces, rejected = _counts(order)
    found = {}
    for line in order.lines.all():
        back = max(refunded.get(line.pk, 0) - line.num_cancelled, settled.get(line.pk, 0))
        left = sent.get(line.pk, 0) - back - open_pieces.get(line.pk, 0) - rejected.get(line.pk, 0)
        found[line.pk] = max(left, 0)
    return found


def _counts(order: Order) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Add up what returns of an order have settled, hold open and have not accepted, by line."""
    rows = ReturnLine.objects.filter(parent__order=order).order_by().values("line")
    pending = Sum(F("quantity") - F("settled") - F("rejected"), filter=Q(parent__state__in=OPEN))
    totals = rows.annotate(done=Sum("settled"), waiting=pending, kept=Sum("rejected"))
    settled, waiting, rejected = {}, {}, {}
    for row in totals:
        settled[row["line"]] = row["done"] or 0
        waiting[row["line"]] = row["waiting"] or 0
        rejected[row["line"]] = row["kept"] or 0
    return settled, waiting, rejected


def returnable_lines(order: Order, *, today: date | None = None) -> list[ReturnableLine]:
    """List an order's lines with how many pieces may go back and until when. A constant number of queries."""
    lines = list(order.lines.select_related("product__parent").prefetch_related("attributes__option"))
    left, terms, came = pieces_left(order), terms_of_lines(lines), delivered_on(order)
    now = today or shop_day()
    found = []
    for line in lines:
        until = came + timedelta(days=terms[line.pk].window_days) if came else None
        problem = _problem(terms[line.pk], until=until, today=now)
        found.append(
            ReturnableLine(
                line=line, pieces=left[line.pk], terms=terms[line.pk], until=until, problem=problem
            )
        )
    return found


def _problem(terms: ReturnTerms, *, until: date | None, today: date) -> str:
    if terms.is_final_sale:
        return _("Final sale: this item cannot be returned.")
    if until is not None and today > until:
        return _("The return period ended on %(day)s.") % {"day": date_format(until)}
    return ""


def offered_reasons() -> list[ReturnReason]:
    """List the reasons that buyers choose from, in their order."""
    return list(ReturnReason.objects.filter(is_active=True))


def returns_of(order: Order) -> QuerySet[Return]:
    """List the returns of an order, the latest first, with their lines at hand."""
    found: QuerySet[Return] = order.returns.prefetch_related(
        "lines__line", "lines__reason", "lines__replacement", "settlements", "photos"
    ).select_related("label")
    return found


@dataclass(frozen=True, kw_only=True)
class ReturnHistory:
    """How often a buyer sends back: of so many orders, so many had a return. An order counts once."""

    orders: int
    returned: int

    @property
    def is_frequent(self) -> bool:
        """Whether staff should look twice: half of at least four orders."""
        least = 4
        return self.orders >= least and self.returned * 2 >= self.orders


def history_of(order: Order) -> ReturnHistory:
    """Count the orders and returns of an order's account; of a guest's, those of the same address."""
    mine = (
        Order.objects.filter(user=order.user_id)
        if order.user_id
        else Order.objects.filter(user=None, guest_email__iexact=order.guest_email)
        if order.guest_email
        else Order.objects.filter(pk=order.pk)
    )
    return ReturnHistory(
        orders=mine.count(),
        returned=Return.objects.filter(order__in=mine.values("pk")).values("order").distinct().count(),
    )


def late_returns(now: date) -> Q:
    """Return the condition of open returns whose pieces are overdue or whose money is due by law."""
    send_by = timezone.now() - timedelta(days=policy().send_within_days)
    return Q(closed_at=None) & (Q(due_at__date__lt=now) | Q(state="approved", approved_at__lt=send_by))


def open_lines(parents: Sequence[Return]) -> QuerySet[ReturnLine]:
    """List the lines of returns that are not done."""
    return ReturnLine.objects.filter(parent__in=parents, parent__closed_at=None)


def returned_products(users: Collection[int]) -> QuerySet[ReturnLine, tuple[int, int]]:
    """List (account, product) of what accounts sent back or asked to; a variant counts as its parent.

    What was refused or called off is no return.
    """
    lines = ReturnLine.objects.filter(parent__order__user__in=users, line__product__isnull=False)
    return (
        lines.exclude(parent__state__in=[ReturnState.REFUSED, ReturnState.CANCELLED])
        .order_by()
        .values_list("parent__order__user", Coalesce("line__product__parent", "line__product"))
        .distinct()
    )
