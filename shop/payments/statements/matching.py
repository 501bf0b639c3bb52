"""Which order a transfer is for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.numbers import TAILS, is_well_formed
from shop.order.statuses import CANCELLED
from shop.payments.models import BankEntry
from shop.payments.queries import balance_of
from shop.payments.statements.parsing import Entry

PREFIX = len("K26")


@dataclass(frozen=True, kw_only=True)
class Match:
    """What a transfer is for; `words` say it to staff. Only a certain one is booked by itself."""

    entry: Entry
    order: Order | None
    words: str
    is_certain: bool = False
    is_known: bool = False


def numbers_in(text: str) -> list[str]:
    """Find order numbers in what a buyer wrote: any case, with spaces, dashes or none.

    The check characters tell a number from words that look like one; of old numbers there is one only.
    """
    squeezed = re.sub(r"[^A-Z0-9]", "", text.upper())
    found = []
    for start in range(len(squeezed)):
        body = start + PREFIX
        tails = (squeezed[body : body + length] for length in TAILS)
        numbers = (f"{squeezed[start:body]}-{tail}" for tail in tails)
        found += [number for number in numbers if is_well_formed(number)]
    return list(dict.fromkeys(found))


def match_entries(entries: Sequence[Entry]) -> list[Match]:
    """Tell for each transfer which order it is for, and whether it was booked before."""
    numbers = {entry.reference: numbers_in(entry.text) for entry in entries}
    wanted = {number for found in numbers.values() for number in found}
    orders = {order.number: order for order in Order.objects.filter(number__in=wanted)}
    known = set(BankEntry.objects.filter(reference__in=list(numbers)).values_list("reference", flat=True))
    return [
        Match(entry=entry, order=None, words=_("Imported before"), is_known=True)
        if entry.reference in known
        else _match(entry, [orders[number] for number in numbers[entry.reference] if number in orders])
        for entry in entries
    ]


def _match(entry: Entry, orders: list[Order]) -> Match:
    if not orders:
        return Match(entry=entry, order=None, words=_("No order found"))
    if len(orders) > 1:
        return Match(entry=entry, order=None, words=_("For several orders"))
    order = orders[0]
    if entry.currency != order.currency:
        return Match(entry=entry, order=None, words=_("Another currency than the order's"))
    outstanding = balance_of(order).outstanding
    if order.status == CANCELLED:
        return Match(entry=entry, order=order, words=_("The order is cancelled"), is_certain=True)
    if entry.amount == outstanding:
        words = _("Pays the order")
    elif entry.amount < outstanding:
        words = _("A part of the order")
    elif outstanding:
        words = _("More than the order costs")
    else:
        words = _("The order is paid already")
    return Match(entry=entry, order=order, words=words, is_certain=True)
