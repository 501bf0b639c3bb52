"""Documents follow an invoiced order: what a change adds is invoiced, what it takes away is credited.

What the documents have settled of the order's rows is compared with the rows that the order has now, so it
does not matter how often, in which order or how late changes are told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shop.documents.exceptions import DocumentRefusedError
from shop.documents.figures import ADJUSTMENT, DELIVERY, LINE, ZERO, Item
from shop.documents.models import CreditNote, Document, DocumentKind, Invoice
from shop.documents.services import (
    CANCELLED_KEY,
    ORDER_KEY,
    Change,
    credit_cancelled,
    credit_set_off,
    issue_credit_note,
    issue_supplement,
)
from shop.documents.snapshot import items_of, place_of_tax, treatment_of
from shop.json_types import JsonObject
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_statuses import CANCELLED
from shop.payments.models import Refund

CHANGE_KEY = "change:"
#: How and where something is taxed: treatment, country, scheme.
Place = tuple[str, str, str]


@dataclass
class Moved:
    """What the order's rows, taxed at one place, have gained and lost since they were settled."""

    more: list[Item] = field(default_factory=list)
    less: list[Item] = field(default_factory=list)


@transaction.atomic
def follow_order(order: Order) -> None:
    """Bring the documents of an invoiced order to what it is worth now; without an invoice write nothing.

    Rows that it gained become an invoice, rows that it lost a credit note, and what was set off against
    pieces that came back another. What went back is credited by its refund. All that is left of a cancelled
    order is credited. Again it writes nothing. Raises DocumentRefusedError like an invoice.
    """
    locked = lock_order(order)
    if not Invoice.objects.filter(order=locked, key=ORDER_KEY).exists():
        return
    if locked.status == CANCELLED:
        credit_cancelled(locked)
        return
    _settle_rows(locked)
    credit_set_off(locked)


def credit_refund(refund: Refund) -> CreditNote | None:
    """Credit a refund, after what a change that it belongs to has made of the order's rows."""
    order = refund.order
    with transaction.atomic():
        if lock_order(order).status != CANCELLED:
            try:
                with transaction.atomic():
                    follow_order(order)
            except DocumentRefusedError:
                # Rows that do not add up are told by the change; they keep no refund from being credited.
                pass
        return issue_credit_note(order, refund=refund)


def notes_of(refund: Refund) -> list[CreditNote]:
    """Return what credits a refund: its own note, or those of the change or cancellation it belongs to."""
    own = credit_refund(refund)
    if own is not None:
        return [own]
    since = CreditNote.objects.filter(order=refund.order_id, created_at__gte=refund.created_at)
    return [
        note for note in since.order_by("pk") if note.key == CANCELLED_KEY or note.key.startswith(CHANGE_KEY)
    ]


def _settle_rows(order: Order) -> None:
    documents = [
        one
        for one in Document.objects.filter(order=order).order_by("pk")
        if one.key == ORDER_KEY or one.key.startswith(CHANGE_KEY)
    ]
    key = f"{CHANGE_KEY}{len(documents)}"
    with translation.override(order.language or None):
        reason = _("Change of the order")
    moved = _moved(order, documents)
    for each in moved.values():
        if each.more:
            issue_supplement(order, Change(key=key, items=each.more, reason=reason))
    invoices = {_place_of(one): one for one in reversed(documents) if one.kind == DocumentKind.INVOICE}
    for number, (place, each) in enumerate(moved.items()):
        if each.less:
            change = Change(
                key=f"{key}/{number}" if number else key,
                items=each.less,
                reason=reason,
                corrects=Invoice.objects.get(pk=invoices[place].pk) if place in invoices else None,
                is_exact=True,
            )
            issue_credit_note(order, change=change)


def _moved(order: Order, documents: Sequence[Document]) -> dict[Place, Moved]:
    """Compare the order's rows with what its documents have settled, by place, row and rate."""
    country, scheme = place_of_tax(order)
    now: Place = (treatment_of(order), country, str(scheme))
    sums: dict[tuple[Place, int, Decimal], Item] = {}

    def add(place: Place, items: Iterable[Item], sign: int) -> None:
        for item in items:
            key = (place, item.line_id or 0, item.rate)
            was = sums.get(key) or replace(item, quantity=0, net=ZERO, gross=ZERO)
            sums[key] = replace(
                was,
                quantity=was.quantity + sign * (item.quantity if item.kind == LINE else 0),
                net=was.net + sign * item.net,
                gross=was.gross + sign * item.gross,
            )

    add(now, items_of(order), 1)
    for document in documents:
        add(_place_of(document), _settled(document), 1 if document.is_credit_note else -1)
    found: dict[Place, Moved] = {}
    for (place, line_id, _rate), item in sums.items():
        moved = found.setdefault(place, Moved())
        if item.gross > 0:
            moved.more.append(_row(item, line_id))
        elif item.gross < 0:
            less = replace(item, quantity=-item.quantity, net=-item.net, gross=-item.gross)
            moved.less.append(_row(less, line_id))
    return found


def _row(item: Item, line_id: int) -> Item:
    """Return a row that documents can list: pieces, where their number moved with the amount, else that."""
    net = min(max(item.net, ZERO), item.gross)
    row = replace(item, net=net, net_before=None, gross_before=None)
    if not line_id:
        return replace(row, kind=DELIVERY, quantity=1)
    if item.quantity > 0:
        return replace(row, kind=LINE)
    return replace(row, kind=ADJUSTMENT, quantity=1)


def _place_of(document: Document) -> Place:
    return document.treatment, document.country, str(document.scheme)


def _settled(document: Document) -> list[Item]:
    """Return the rows that a document settled: a credit note may have taken them from other rates."""
    data: JsonObject = document.data
    return [
        Item(
            kind=row["kind"],
            name=row["name"],
            sku=row["sku"],
            quantity=row["quantity"],
            net=Decimal(row["net"]),
            gross=Decimal(row["gross"]),
            rate=Decimal(row["rate"]),
            line_id=row["line_id"],
            is_voucher=row.get("is_voucher", False),
        )
        for row in data.get("settled") or data["items"]
    ]
