"""Oscar's pricing policies and ours: a price that knows the tax it bears for this buyer."""

from decimal import Decimal

from oscar.apps.partner import prices

from shop.tax.amounts import gross_of, included_tax, net_of
from shop.tax.situation import TAXED, TaxSituation


class TaxedPrice(prices.TaxInclusiveFixedPrice):
    """What one piece costs this buyer, net and gross, at the rate that holds for them.

    `stored` is the stock record's price, or that of a sale: gross at home. `reduced_from` are then the
    record's own price and the lowest of the thirty days before; with `stacks` promotions of the basket come
    off too. `keeps_net` tells which of the two is multiplied for a line; the other follows from the line's
    sum, rounded once, so that net and tax of every line add up: ask `shop.basket.models.Line`.
    """

    def __init__(
        self,
        currency: str,
        stored: Decimal,
        *,
        tax_class: str,
        tax: TaxSituation,
        reduced_from: tuple[Decimal, Decimal] | None = None,
        stacks: bool = True,
    ) -> None:
        net, gross = tax.unit_price(stored, tax_class=tax_class, currency=currency)
        super().__init__(currency, excl_tax=net, tax=gross - net, tax_code=tax_class)
        self.unit_net, self.unit_gross, self.money = net, gross, currency
        self.rate = tax.rate(tax_class)
        self.keeps_net = tax.keeps_net
        self.shows_net = tax.shows_net
        self.situation = tax
        self.stacks = stacks
        self._reduced_from, self._tax_class = reduced_from, tax_class

    @property
    def was(self) -> Decimal | None:
        """What it costs without the reduction, as this buyer sees it; None without one."""
        return self._shown(self._reduced_from[0]) if self._reduced_from else None

    @property
    def lowest(self) -> Decimal | None:
        """The lowest price of the thirty days before the reduction began; None without one."""
        return self._shown(self._reduced_from[1]) if self._reduced_from else None

    def _shown(self, stored: Decimal) -> Decimal:
        net, gross = self.situation.unit_price(stored, tax_class=self._tax_class, currency=self.money)
        return net if self.shows_net else gross

    def line_gross(self, quantity: int) -> Decimal:
        """Return the gross sum of so many pieces, in the minor unit."""
        if self.keeps_net:
            return gross_of(self.unit_net * quantity, rate=self.rate, currency=self.money)
        return self.unit_gross * quantity

    def net_within(self, gross: Decimal) -> Decimal:
        """Return the net of a gross sum of this price's goods, in the minor unit."""
        return net_of(gross, rate=self.rate, currency=self.money)


class AgreedPrice(TaxedPrice):
    """What one piece was agreed to cost, by a quote or a tender: in place of any price of the shop.

    `agreed` is net or gross, as `is_net` says, and that one stays the same to the penny: the other follows
    from the tax of where it goes. The tax at home comes out of a gross one where none is charged.
    """

    def __init__(
        self, currency: str, agreed: Decimal, *, is_net: bool, tax_class: str, tax: TaxSituation
    ) -> None:
        super().__init__(currency, agreed, tax_class=tax_class, tax=tax, stacks=False)
        if is_net:
            net, gross = agreed, gross_of(agreed, rate=self.rate, currency=currency)
        elif tax.treatment == TAXED:
            net, gross = agreed - included_tax(agreed, rate=self.rate, currency=currency), agreed
        else:
            net, gross = self.unit_net, self.unit_gross
        self.unit_net, self.unit_gross, self.excl_tax, self.tax = net, gross, net, gross - net
        self.keeps_net = is_net
