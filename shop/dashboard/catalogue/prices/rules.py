"""What a change makes of a price: by a share, by an amount or to an amount, then rounded to an ending."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from shop.money import currency_problem, minor_unit
from shop.partner.money import with_ending

PERCENT, AMOUNT, SET = "percent", "amount", "set"
NO_ENDING = ""
ENDINGS = ("0.00", "0.50", "0.90", "0.95", "0.99")
LARGEST = Decimal("9999999999.99")


class RefusedPriceError(Exception):
    """A price that cannot be; the message says why."""


@dataclass(frozen=True, kw_only=True)
class PriceChange:
    """`value` is a share in percent, an amount to add (either may be negative) or the price itself.

    `ending` are the cents that a price shall end on, empty for none; `currency` is the one that an amount
    is in: prices in another are refused.
    """

    kind: str
    value: Decimal
    ending: str = NO_ENDING
    currency: str = ""

    def of(self, price: Decimal, currency: str) -> Decimal:
        """Return the new price. Raises RefusedPriceError."""
        if self.kind != PERCENT and self.currency and currency != self.currency:
            raise RefusedPriceError(_("is in %(currency)s") % {"currency": currency})
        if problem := currency_problem(currency):
            raise RefusedPriceError(problem)
        unit = minor_unit(currency)
        if self.kind == PERCENT:
            new = (price * (100 + self.value) / 100).quantize(unit, ROUND_HALF_UP)
        else:
            new = self.value if self.kind == SET else price + self.value
            if new != new.quantize(unit):
                raise RefusedPriceError(_("%(currency)s has no such fractions") % {"currency": currency})
        new = with_ending(new, self.ending, unit)
        if new < 0:
            raise RefusedPriceError(_("would be below zero"))
        if new == 0 and self.kind != SET:
            raise RefusedPriceError(_("would be zero"))
        if new > LARGEST:
            raise RefusedPriceError(_("would be too large"))
        return new
