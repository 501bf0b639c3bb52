"""Transfers on document: draft, sent, received."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.partner.models import StockRecord
from shop.stock.exceptions import DocumentClosedError, StockError
from shop.stock.models import StockMovement, StockTransfer, StockTransferLine, Warehouse
from shop.stock.services.ledger import Person, known
from shop.stock.services.movements import move

State = StockTransfer.State
Kind = StockMovement.Kind


@transaction.atomic
def start_transfer(
    source: Warehouse,
    destination: Warehouse,
    pieces: Mapping[StockRecord, int],
    *,
    note: str = "",
    user: Person = None,
) -> StockTransfer:
    """Draft a transfer between two warehouses of one seller; nothing moves yet. Raises StockError."""
    if source == destination or source.seller_id != destination.seller_id:
        raise StockError(_("Choose two different warehouses of the same supplier."))
    document = StockTransfer.objects.create(
        source=source, destination=destination, note=note, user=known(user)
    )
    return change_transfer(document, pieces, note=note)


@transaction.atomic
def change_transfer(
    document: StockTransfer, pieces: Mapping[StockRecord, int], *, note: str = ""
) -> StockTransfer:
    """Set what a draft carries. Raises DocumentClosedError once it is sent, StockError for wrong lines."""
    _lock(document, State.DRAFT)
    for record, number in pieces.items():
        if record.partner_id != document.source.seller_id or number < 1:
            raise StockError(
                _(
                    "%(sku)s cannot be transferred: it belongs to another supplier or is not a "
                    "physical product."
                )
                % {"sku": record.partner_sku}
            )
    document.lines.all().delete()
    StockTransferLine.objects.bulk_create(
        StockTransferLine(transfer=document, stockrecord=record, quantity=number)
        for record, number in sorted(pieces.items(), key=lambda pair: pair[0].pk)
    )
    StockTransfer.objects.filter(pk=document.pk).update(note=note)
    document.refresh_from_db()
    return document


@transaction.atomic
def send_transfer(document: StockTransfer, *, user: Person = None) -> None:
    """Let the pieces leave the source; on their way they cannot be sold.

    Raises StockError, and changes nothing, when the source has fewer that nobody was promised.
    """
    _lock(document, State.DRAFT)
    lines = _lines(document)
    if not lines:
        raise StockError(_("There is nothing to transfer."))
    for line in lines:
        move(
            line.stockrecord,
            document.source,
            kind=Kind.TRANSFER_OUT,
            quantity=-line.quantity,
            free=True,
            reference=document.number,
            reason=document.note,
            user=user,
        )
    StockTransfer.objects.filter(pk=document.pk).update(state=State.SENT, sent_at=timezone.now())
    document.refresh_from_db()


@transaction.atomic
def receive_transfer(
    document: StockTransfer,
    received: Mapping[int, int] | None = None,
    *,
    user: Person = None,
) -> None:
    """Put what arrived on the destination's shelves; `received` by the key of the line, all if not given.

    What did not arrive stays off the books: it has left the source. Raises StockError for more
    than was sent, DocumentClosedError unless it is on its way.
    """
    _lock(document, State.SENT)
    for line in _lines(document):
        number = line.quantity if received is None else received.get(line.pk, 0)
        if not 0 <= number <= line.quantity:
            raise StockError(_("You cannot receive more than was sent."))
        if number:
            move(
                line.stockrecord,
                document.destination,
                kind=Kind.TRANSFER_IN,
                quantity=number,
                reference=document.number,
                reason=document.note,
                user=user,
            )
        StockTransferLine.objects.filter(pk=line.pk).update(received=number)
    StockTransfer.objects.filter(pk=document.pk).update(state=State.RECEIVED, received_at=timezone.now())
    document.refresh_from_db()


@transaction.atomic
def cancel_transfer(document: StockTransfer) -> None:
    """Give a draft up. Raises DocumentClosedError once it is sent."""
    _lock(document, State.DRAFT)
    StockTransfer.objects.filter(pk=document.pk).update(state=State.CANCELLED)
    document.refresh_from_db()


def _lines(document: StockTransfer) -> list[StockTransferLine]:
    return list(document.lines.select_related("stockrecord__product").order_by("stockrecord_id"))


def _lock(document: StockTransfer, state: str) -> None:
    """Hold the transfer's row. Raises DocumentClosedError unless it is in that state."""
    found = StockTransfer.objects.select_for_update().values_list("state", flat=True).get(pk=document.pk)
    if found != state:  # guard: transfer
        raise DocumentClosedError(_("This transfer has been changed in the meantime."))
