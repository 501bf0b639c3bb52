"""An order of the past, as it is read from anywhere."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class PastLine:
    """What was bought of one article; `price` is that of a piece."""

    sku: str
    title: str
    quantity: int
    price: Decimal


@dataclass(frozen=True, kw_only=True)
class PastOrder:
    """What somebody bought, known by an e-mail address; `number` is the order's for good."""

    number: str
    placed_at: datetime
    email: str
    name: str
    lines: tuple[PastLine, ...]

    @property
    def total(self) -> Decimal:
        """What all lines come to."""
        return sum((line.price * line.quantity for line in self.lines), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class PastCancellation:
    """Pieces of earlier orders that somebody did not keep; prices do not matter."""

    number: str
    cancelled_at: datetime
    email: str
    lines: tuple[PastLine, ...]
