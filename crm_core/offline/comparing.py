"""An order as it was written on a device, beside what it would be now."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from crm_core.offline.reading import WrittenLine
from shop.formats import format_money


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A line as it was written and as it could be had now: `added` pieces, each at `price`; why fewer."""

    written: WrittenLine
    title: str
    added: int
    price: Decimal | None
    currency: str
    problem: str

    @property
    def has_other_price(self) -> bool:
        """Tell whether one piece costs something else than what stood on the device."""
        return self.added > 0 and (self.price, self.currency) != (self.written.price, self.written.currency)

    @property
    def differs(self) -> bool:
        """Tell whether there is something to confirm."""
        return self.added != self.written.quantity or self.has_other_price

    @property
    def price_seen(self) -> str:
        """Return the price that stood on the device, as it is written."""
        return (
            format_money(self.written.price, self.written.currency) if self.written.price is not None else ""
        )

    @property
    def price_now(self) -> str:
        """Return the price of today, as it is written."""
        return format_money(self.price, self.currency) if self.price is not None else ""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An order as it was written beside what it would be now; `held` pieces are in the open draft already."""

    lines: Sequence[Compared]
    held: int

    @property
    def differs(self) -> bool:
        """Tell whether somebody has to look before the goods go into the draft."""
        return bool(self.held) or any(line.differs for line in self.lines)

    @property
    def adds(self) -> bool:
        """Tell whether anything at all can be had still."""
        return any(line.added for line in self.lines)

    @property
    def fingerprint(self) -> str:
        """Return a short hash of all that is shown, by which a confirmation says what it confirms."""
        told = [
            self.held,
            *((each.written.product, each.added, each.price, each.currency) for each in self.lines),
        ]
        return sha256(repr(told).encode()).hexdigest()[:32]
