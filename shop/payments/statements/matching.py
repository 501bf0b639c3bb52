"""Which order a transfer is for."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.numbers import TAILS, is_well_formed
from shop.order_statuses import CANCELLED
from shop.payments.joint import Announced, announced_transfers, early_discount
from shop.payments.methods import payment_methods
from shop.payments.models import BankEntry, Charge
from shop.payments.queries import balance_of, open_attempt_of
from shop.payments.statements.entries import Entry
from shop.payments.states import AttemptState, ChargeState

PREFIX = len("K26")
#: Two kinds of file may date one transfer differently, by booking or by value.
NEAR = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Match:
    """What a transfer is for; `reason` say it to staff. Only a certain one is booked by itself."""

    entry: Entry
    order: Order | None
    reason: str
    is_certain: bool = False
    is_known: bool = False
    announced: Announced | None = None


def numbers_in(text: str) -> list[str]:
    """Find order numbers in what a buyer wrote: any case, with spaces, dashes or none.

    The check characters tell a number from words that look like one; of old numbers there is one only.
    """
    squeezed = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", text).upper())
    found = []
    for head in re.finditer(r"(?=[A-Z]\d\d)", squeezed):
        start = head.start()
        body = start + PREFIX
        tails = (squeezed[body : body + length] for length in TAILS)
        numbers = (f"{squeezed[start:body]}-{tail}" for tail in tails)
        found += [number for number in numbers if is_well_formed(number)]
    return list(dict.fromkeys(found))


def manual_charges(order: Order) -> QuerySet[Charge]:
    """List the money of an order that people noted and that no bank's entry tells of."""
    return order.charges.filter(attempt=None, bank_entry=None, state=ChargeState.SUCCEEDED)


def match_entries(entries: Sequence[Entry], *, kind: str = "", lock: bool = False) -> list[Match]:
    """Tell for each transfer which order it is for, and whether it was booked before.

    `kind` is the format they came in. With `lock`, in a transaction, nobody else books for these orders
    until it ends; all are locked in one order, so that two imports never wait for each other.
    """
    numbers = [numbers_in(entry.text) for entry in entries]
    named = {number for found in numbers for number in found}
    several = announced_transfers(named)
    shared = [share.order.pk for one in several.values() for share in one.shares]
    wanted = Order.objects.filter(Q(number__in=named) | Q(pk__in=shared))
    if lock:
        wanted = wanted.select_for_update(no_key=True).order_by("pk")  # guard: statement-lock
    orders = {order.number: order for order in wanted}
    references = [entry.reference for entry in entries]
    known = set(BankEntry.objects.filter(reference__in=references).values_list("reference", flat=True))
    desk = _Matcher(kind)
    return [
        Match(entry=entry, order=None, reason=_("Imported before"), is_known=True)
        if reference in known
        else desk.match(
            entry,
            [orders[number] for number in found if number in orders],
            [several[number] for number in found if number in several],
        )
        for entry, reference, found in zip(entries, references, numbers, strict=True)
    ]


class _Matcher:
    """Counts down what is still to come for each order, transfer by transfer."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.outstanding: dict[int, Decimal] = {}
        self.doubts: dict[int, str] = {}
        self.arrived: set[str] = set()

    def match(self, entry: Entry, orders: list[Order], several: Sequence[Announced] = ()) -> Match:
        if len(several) == 1 and not orders and not entry.doubt:
            return self._match_announced(entry, several[0])
        order = orders[0] if len(orders) == 1 else None
        words = self._why_it_waits(entry, orders)
        if words or order is None:
            return Match(entry=entry, order=order, reason=words)
        left = self.outstanding[order.pk]
        self.outstanding[order.pk] = max(left - entry.amount, Decimal(0))
        if order.status == CANCELLED:
            words = _("The order is cancelled")
        elif entry.amount == left:
            words = _("Pays the order in full")
        elif entry.amount < left and entry.amount == left - early_discount(order, entry.booked_on):
            words = _("Pays the order in full, less the early payment discount")
        else:
            words = _("Partial payment") if entry.amount < left else _("Overpayment")
        return Match(entry=entry, order=order, reason=words, is_certain=True)

    def _match_announced(self, entry: Entry, announced: Announced) -> Match:
        """Match a transfer that was announced for several orders: the whole sum, once."""
        words, is_certain = _("Pays %(number)d orders") % {"number": len(announced.shares)}, True
        if not announced.is_open or announced.number in self.arrived:
            words, is_certain = _("This payment of several orders has come already"), False
        elif (entry.currency, entry.amount) != (announced.currency, announced.amount):
            words, is_certain = _("Another amount than was announced for these orders"), False
        if is_certain:
            self.arrived.add(announced.number)
        return Match(entry=entry, order=None, reason=words, is_certain=is_certain, announced=announced)

    def _why_it_waits(self, entry: Entry, orders: list[Order]) -> str:
        """Say why a transfer is not booked by itself; "" for a certain one."""
        if entry.doubt or len(orders) != 1:
            return entry.doubt or (_("For several orders") if orders else _("No order found"))
        order = orders[0]
        if entry.currency != order.currency:
            return _("Currency differs from the order's")
        if order.pk not in self.outstanding:
            self.outstanding[order.pk] = balance_of(order).outstanding
            self.doubts[order.pk] = _doubt_about(order)
        if not self.outstanding[order.pk]:  # guard: paid-already-waits
            return _("The order is already paid")
        if self.doubts[order.pk]:  # guard: by-hand-waits
            return self.doubts[order.pk]
        return self._seen_in_another_file(entry, order)

    def _seen_in_another_file(self, entry: Entry, order: Order) -> str:
        """Doubt a transfer that another kind of file may have told of, by other references."""
        alike = BankEntry.objects.filter(
            charge__order=order,
            amount=entry.amount,
            booked_on__range=(entry.booked_on - NEAR, entry.booked_on + NEAR),
        )
        is_seen = alike.exclude(statement__kind=self.kind).exists()
        return _("Looks like a transfer of another file that is booked") if is_seen else ""


def _doubt_about(order: Order) -> str:
    """Say what money of an order may be counted twice by a transfer; "" where there is none."""
    if manual_charges(order).exists():
        return _("A payment for this order was recorded manually: is it this one?")
    attempt = open_attempt_of(order)
    method = payment_methods().get(attempt.method) if attempt else None
    is_under_way = attempt is not None and attempt.state in {AttemptState.PROCESSING, AttemptState.AUTHORISED}
    if is_under_way and (method is None or method.is_online):
        return _("A card payment for this order is in progress")
    return ""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A transfer that waits, what it may be for, and whether it may be money that was noted by hand."""

    entry: BankEntry
    match: Match
    can_link: bool


def match_waiting(entries: Sequence[BankEntry]) -> list[Waiting]:
    """Tell for each transfer that waits which order it may be for."""
    numbers = {entry.pk: numbers_in(entry.text) for entry in entries}
    wanted = {number for found in numbers.values() for number in found}
    orders = {order.number: order for order in Order.objects.filter(number__in=wanted)}
    several = announced_transfers(wanted)
    return [
        _waiting(
            entry,
            [orders[number] for number in numbers[entry.pk] if number in orders],
            [several[number] for number in numbers[entry.pk] if number in several],
        )
        for entry in entries
    ]


def _waiting(entry: BankEntry, orders: list[Order], several: Sequence[Announced]) -> Waiting:
    told = Entry(
        amount=entry.left,
        currency=entry.currency,
        booked_on=entry.booked_on,
        payer=entry.payer,
        text=entry.text,
    )
    match = _Matcher(entry.statement.kind).match(told, orders, several)
    can_link = (
        match.order is not None and manual_charges(match.order).filter(amount_captured=entry.left).exists()
    )
    return Waiting(entry=entry, match=match, can_link=can_link)
