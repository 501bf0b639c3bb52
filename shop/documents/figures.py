"""The arithmetic of documents: items, taxes by rate, and what is left to credit. Pure functions.

Amounts are in major units of one currency and in its minor unit, rates fractions (0.19).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from shop.tax.amounts import net_of, spread
from shop.tax.situation import EXEMPT, EXPORT, REVERSE_CHARGE

ZERO = Decimal(0)
LINE, DELIVERY, ADJUSTMENT = "line", "delivery", "adjustment"

#: Categories of tax (UNTDID 5305): goods to a company elsewhere in the Union are an exempt
#: intra-community supply (K), what leaves the Union is exported (G).
CATEGORIES: Final = {REVERSE_CHARGE: "K", EXPORT: "G", EXEMPT: "E"}
TAXED_CATEGORY, ZERO_RATED, VOUCHER_CATEGORY = "S", "Z", "E"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One row of a document: pieces of a line, a delivery, an adjustment.

    `net` and `gross` are after discounts, the others before them. `is_voucher`: a gift card.
    """

    kind: str = LINE
    name: str = ""
    sku: str = ""
    quantity: int = 1
    net: Decimal
    gross: Decimal
    rate: Decimal
    net_before: Decimal | None = None
    gross_before: Decimal | None = None
    line_id: int | None = None
    is_voucher: bool = False

    @property
    def tax(self) -> Decimal:
        """The tax in it."""
        return self.gross - self.net


@dataclass(frozen=True, kw_only=True)
class TaxTotal:
    """What bears one rate."""

    category: str
    rate: Decimal
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """With tax."""
        return self.net + self.tax


def category_of(rate: Decimal, treatment: str, *, is_voucher: bool = False) -> str:
    """Return the category of tax of a rate under a treatment.

    A multi-purpose voucher bears no tax before it is spent. EN 16931 lets "not subject" (O) stand on no
    document beside another category, so it is exempt (E), with its reason.
    """
    if treatment in CATEGORIES:
        return CATEGORIES[treatment]
    if is_voucher and not rate:
        return VOUCHER_CATEGORY
    return TAXED_CATEGORY if rate else ZERO_RATED


def tax_totals(items: Iterable[Item], treatment: str) -> list[TaxTotal]:
    """Add up items by rate and category, the highest rate first."""
    sums: dict[tuple[Decimal, str], tuple[Decimal, Decimal]] = {}
    for item in items:
        key = (item.rate, category_of(item.rate, treatment, is_voucher=item.is_voucher))
        net, tax = sums.get(key, (ZERO, ZERO))
        sums[key] = (net + item.net, tax + item.tax)
    return [
        TaxTotal(category=category, rate=rate, net=net, tax=tax)
        for (rate, category), (net, tax) in sorted(sums.items(), reverse=True)
    ]


def rate_between(net: Decimal, gross: Decimal, candidates: Iterable[Decimal], currency: str) -> Decimal:
    """Return the rate that leads from a net amount to a gross one: the first candidate that does.

    Where none does (an order from before rates were kept), it is reckoned, in tenths of a per cent.
    """
    if gross == net:
        return ZERO
    for rate in candidates:
        if rate and net_of(gross, rate=rate, currency=currency) == net:
            return rate
    return ((gross - net) / net).quantize(Decimal("0.001")) if net else ZERO


@dataclass
class Creditable:
    """What of an order's invoices is not credited yet, by rate; each credit takes from it."""

    currency: str
    left: dict[Decimal, tuple[Decimal, Decimal]] = field(default_factory=dict)

    def add(self, rate: Decimal, net: Decimal, tax: Decimal) -> None:
        """Add what an invoice asks for; what a credit note took is negative."""
        before = self.left.get(rate, (ZERO, ZERO))
        self.left[rate] = (before[0] + net, before[1] + tax)

    @property
    def gross(self) -> Decimal:
        """All that is left."""
        return sum((net + tax for net, tax in self.left.values()), ZERO)

    def of(self, rate: Decimal) -> Decimal:
        """What is left at a rate, gross."""
        return sum(self.left.get(rate, (ZERO, ZERO)), ZERO)

    def take(self, gross: Decimal, rate: Decimal, net: Decimal | None = None) -> tuple[Decimal, Decimal]:
        """Take an amount at a rate, at most what is left there; return its net and gross.

        `net` is taken where it is known and there; else it is reckoned. The last that is taken takes the
        rest of net and tax, so that nothing stays for rounding.
        """
        net_left, tax_left = self.left.get(rate, (ZERO, ZERO))
        gross = min(gross, net_left + tax_left)
        if gross == net_left + tax_left:
            net = net_left
        else:
            net = net_of(gross, rate=rate, currency=self.currency) if net is None else net
            net = min(max(net, gross - tax_left), net_left)
        self.left[rate] = (net_left - net, tax_left - (gross - net))
        return net, gross

    def take_spread(self, gross: Decimal) -> list[tuple[Decimal, Decimal, Decimal]]:
        """Take an amount from all rates in proportion to what is left; return rate, net and gross of each."""
        rates = [rate for rate in sorted(self.left, reverse=True) if self.of(rate) > 0]
        gross = min(gross, sum((self.of(rate) for rate in rates), ZERO))
        if gross <= 0:
            return []
        parts = spread(gross, [self.of(rate) for rate in rates], currency=self.currency)
        taken = [(rate, *self.take(part, rate)) for rate, part in zip(rates, parts, strict=True) if part]
        # A part that was rounded up beyond what is left of its rate goes to the others.
        missing = gross - sum((amount for _rate, _net, amount in taken), ZERO)
        return taken + (self.take_spread(missing) if missing > 0 else [])
