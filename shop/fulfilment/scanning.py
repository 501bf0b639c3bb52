"""Counting pieces by their codes, as a barcode scanner types them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.fulfilment.models import Parcel, Scan, Shipment, ShipmentLine, ShipmentState
from shop.fulfilment.moving import Person, locked_order, move, require_rights, user_of
from shop.fulfilment.parcels import box_piece
from shop.fulfilment.queries import contents_text

Outcome = Scan.Outcome
CODE_LENGTH = 80
KEY_LENGTH = 64
#: What a reading counts in which state.
COUNTERS = {ShipmentState.PICKING: "picked", ShipmentState.PICKED: "packed"}


@dataclass(frozen=True, kw_only=True)
class ScanResult:
    """What a reading meant: `counted` of `wanted` pieces of its line, `left` of the whole shipment."""

    outcome: str
    message: str
    line_id: int | None = None
    counted: int = 0
    wanted: int = 0
    left: int = 0
    parcel_id: int | None = None
    contents: str = ""

    @property
    def is_good(self) -> bool:
        """Whether a piece was counted."""
        return self.outcome in (Outcome.COUNTED, Outcome.DONE)


@transaction.atomic
def scan(
    shipment: Shipment, code: str, *, key: str, parcel: Parcel | None = None, by: Person = None
) -> ScanResult:
    """Count one piece of the line that a code names: an EAN or UPC of the product, or its SKU.

    While a shipment is being picked it is counted as picked, and the last one makes it ready to be packed;
    while it is being packed, as packed, and it lies in `parcel`, if one is named. `key` names the reading
    for good: the same again (a double submit, a lost answer) counts nothing and tells the same. Raises
    ShipmentRefusedError, OrderHeldError when the order may not be packed, MoveForbiddenError.
    """
    require_rights(by)
    locked_order(shipment)
    code, key = code.strip()[:CODE_LENGTH], key[:KEY_LENGTH]
    known = Scan.objects.filter(shipment=shipment, key=key).select_related("line").first()  # guard: scan-once
    if known is not None:
        return _result(shipment, known.outcome, known.line, code, parcel)
    current = Shipment.objects.get(pk=shipment.pk)
    row, outcome = _count(current, code)
    if current.state == ShipmentState.PICKING:
        parcel = None
    elif row is not None and outcome == Outcome.COUNTED and parcel is not None:
        box_piece(parcel, row)
    result = _result(current, outcome, row, code, parcel)
    if result.is_good and not result.left:
        outcome = Outcome.DONE
        result = _result(current, outcome, row, code, parcel)
        if current.state == ShipmentState.PICKING:
            now = timezone.now()
            move(shipment, sources=[ShipmentState.PICKING], to=ShipmentState.PICKED, by=by, picked_at=now)
    Scan.objects.create(shipment=shipment, key=key, code=code, line=row, outcome=outcome, by=user_of(by))
    return result


def _count(shipment: Shipment, code: str) -> tuple[ShipmentLine | None, str]:
    """Count a piece of the first line with this code that still misses one."""
    counter = COUNTERS.get(ShipmentState(shipment.state))
    if counter is None:
        return None, Outcome.CLOSED
    rows = matching_rows(shipment, code)
    if not rows:
        return None, Outcome.WRONG_ITEM
    for row in rows:
        room = ShipmentLine.objects.filter(pk=row.pk, **{f"{counter}__lt": F("quantity")})  # guard: scan-room
        if room.update(**{counter: F(counter) + 1}):
            row.refresh_from_db()
            return row, Outcome.COUNTED
    return rows[0], Outcome.TOO_MANY


def matching_rows(shipment: Shipment, code: str) -> list[ShipmentLine]:
    """Return the lines of a shipment that a code names; an EAN-13 that begins with 0 is the UPC, too."""
    wanted = _spellings(code)
    rows = shipment.lines.select_related("line__stockrecord", "line__product").order_by("pk")
    return [
        row for row in rows if wanted & {spelling for one in codes_of(row) for spelling in _spellings(one)}
    ]


def codes_of(row: ShipmentLine) -> Sequence[str]:
    """Return what is printed on a piece: the product's code as sold and now, its SKU."""
    line = row.line
    codes = [line.upc, line.partner_sku]
    if line.product is not None:
        codes.append(line.product.upc)
    if line.stockrecord is not None:
        codes.append(line.stockrecord.partner_sku)
    return [code for code in codes if code]


def _spellings(code: str) -> set[str]:
    """Return a code as scanners and databases write it: case and leading zeros of a number do not matter."""
    plain = code.strip().casefold()
    return {plain.lstrip("0") or plain} if plain.isdigit() else {plain} if plain else set()


def _result(
    shipment: Shipment, outcome: str, row: ShipmentLine | None, code: str, parcel: Parcel | None
) -> ScanResult:
    counter = "picked" if shipment.state in (ShipmentState.WAITING, ShipmentState.PICKING) else "packed"
    sums = shipment.lines.aggregate(counted=Sum(counter), wanted=Sum("quantity"))
    left = (sums["wanted"] or 0) - (sums["counted"] or 0)
    title = row.line.title if row else code
    texts = {
        Outcome.COUNTED: _("%(title)s counted."),
        Outcome.DONE: _("%(title)s counted. The shipment is complete."),
        Outcome.WRONG_ITEM: _("“%(title)s” does not belong to this shipment."),
        Outcome.TOO_MANY: _("Too many: all of %(title)s are counted already."),
        Outcome.CLOSED: _("This shipment is not open for scanning."),
    }
    return ScanResult(
        outcome=outcome,
        message=texts[Outcome(outcome)] % {"title": title},
        line_id=row.pk if row else None,
        counted=getattr(row, counter) if row else 0,
        wanted=row.quantity if row else 0,
        left=left,
        parcel_id=parcel.pk if parcel else None,
        contents=contents_text(parcel) if parcel else "",
    )
