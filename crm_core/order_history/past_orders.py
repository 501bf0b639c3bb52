"""An order of the past, as it is read from anywhere."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shop.b2b.models import Company


@dataclass(frozen=True, kw_only=True)
class PastLine:
    """What was bought of one article; `price` is that of a piece."""

    sku: str
    title: str
    quantity: int
    price: Decimal


@dataclass(frozen=True, kw_only=True)
class PastAddress:
    """Where an order went; `country` is a code of ISO 3166-1 alpha-2 that the shop knows."""

    first_name: str
    last_name: str
    line1: str
    line4: str
    postcode: str
    country: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class PastOrder:
    """What somebody bought, known by an e-mail address; `number` is the order's for good.

    Prices hold the tax; `tax_rate` is the fraction that they hold it by (0.19). `company` is for whom the
    buyer ordered, `po_number` that company's own number of the order, `language` the buyer's, "" where
    that of the source counts.
    """

    number: str
    placed_at: datetime
    email: str
    name: str
    lines: tuple[PastLine, ...]
    address: PastAddress | None = None
    company: Company | None = None
    tax_rate: Decimal = Decimal(0)
    language: str = ""
    po_number: str = ""

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
