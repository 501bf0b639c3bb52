"""What a device sends, read into types of ours; whatever is not right is refused in words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from crm_core.order_entry.drafts import MOST_PIECES
from shop.numbers import whole_number

MOST_BYTES, MOST_LINES, MOST_NOTE, MOST_REMARK = 64 * 1024, 50, 5_000, 300
#: How long what was written on a device is taken. Keys are kept longer (KILN_ORDER_DRAFT_DAYS).
LONGEST_AWAY = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class WrittenLine:
    """So many pieces of a product as it was seen on the device, with the price of one, or none."""

    product: int
    title: str
    quantity: int
    price: Decimal | None
    currency: str

    def as_json(self) -> dict[str, str | int]:
        """Return the line as it is kept."""
        price = "" if self.price is None else str(self.price)
        return {
            "product": self.product,
            "title": self.title,
            "quantity": self.quantity,
            "price": price,
            "currency": self.currency,
        }


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written on a device for a customer: a note's text, or an order's lines with a remark."""

    key: UUID
    customer: int
    written_at: datetime
    text: str
    lines: Sequence[WrittenLine] = ()

    @property
    def digest(self) -> str:
        """Return a hash of what was written: the same for each time it is sent."""
        told = [self.customer, self.text, [line.as_json() for line in self.lines]]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def read_note(body: bytes) -> Written:
    """Read a note. Raises ValidationError with words for what is none."""
    data = _object(body)
    return _written(data, text=_text(data.get("text"), most=MOST_NOTE, is_needed=True))


def read_order(body: bytes) -> Written:
    """Read an order. Raises ValidationError with words for what is none, or was written too long ago."""
    data = _object(body)
    lines = data.get("lines")
    if not isinstance(lines, list) or not lines:
        raise ValidationError(_("There is nothing in the order yet."))
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _("An order that is written offline has at most %(number)d items.") % {"number": MOST_LINES}
        )
    read = [line_of(line) for line in lines]
    if len({line.product for line in read}) < len(read):
        raise ValidationError(_("What was sent cannot be read."))
    written = _written(data, text=_text(data.get("text"), most=MOST_REMARK), lines=read)
    if written.written_at < timezone.now() - LONGEST_AWAY:
        raise ValidationError(_("This order was written more than 30 days ago. Please write it anew."))
    return written


def line_of(line: object) -> WrittenLine:
    """Read a line as it is sent or kept. Raises ValidationError."""
    if not isinstance(line, dict):
        raise ValidationError(_("What was sent cannot be read."))
    product = whole_number(str(line.get("product", "")))
    quantity = whole_number(str(line.get("quantity", "")), most=MOST_PIECES)
    if not product or not quantity:
        raise ValidationError(_("Please enter a whole number."))
    return WrittenLine(
        product=product,
        title=str(line.get("title", ""))[:255],
        quantity=quantity,
        price=_price(line.get("price")),
        currency=str(line.get("currency", ""))[:3],
    )


def _object(body: bytes) -> Mapping[str, object]:
    if len(body) > MOST_BYTES:
        raise ValidationError(_("This is too long to be sent."))
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ValidationError(_("What was sent cannot be read."))
    return data


def _written(data: Mapping[str, object], *, text: str, lines: Sequence[WrittenLine] = ()) -> Written:
    customer, at = whole_number(str(data.get("customer", ""))), _moment(data.get("written_at"))
    try:
        key = UUID(str(data.get("key", "")))
    except ValueError:
        key = None
    if key is None or not customer or at is None:
        raise ValidationError(_("What was sent cannot be read."))
    # A device's clock may be wrong; nothing was written tomorrow.
    return Written(key=key, customer=customer, written_at=min(at, timezone.now()), text=text, lines=lines)


def _text(value: object, *, most: int, is_needed: bool = False) -> str:
    text = value.replace("\x00", "").strip() if isinstance(value, str) else ""
    if is_needed and not text:
        raise ValidationError(_("Please write something."))
    if len(text) > most:
        raise ValidationError(_("This is too long to be sent."))
    return text


def _moment(value: object) -> datetime | None:
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _price(value: object) -> Decimal | None:
    try:
        found = Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        raise ValidationError(_("What was sent cannot be read.")) from None
    if found is not None and (not found.is_finite() or not 0 <= found < 10**10):
        raise ValidationError(_("What was sent cannot be read."))
    return found
