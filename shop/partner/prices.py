"""Oscar's pricing policies and ours: a price that knows the tax it bears for this buyer."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from oscar.apps.partner import prices

from shop.partner.listed import HeldPrice, PriceSource
from shop.tax.amounts import gross_of, included_tax, net_of
from shop.tax.situation import TAXED, TaxSituation


class TaxedPrice(prices.TaxInclusiveFixedPrice):
    """What one piece costs this buyer, net and gross, at the rate that holds for them.

    `stored` is the stock record's price, or that of a sale: gross at home. `reduced_from` are then the
    record's own price and the lowest of the thirty days before; with `stacks` promotions of the basket come
    off too. `keeps_net` tells which of the two is multiplied for a line; the other follows from the line's
    sum, rounded once, so that net and tax of every line add up: ask `shop.basket.models.Line`.

    `source` says which list, tier or sale it comes from; `stored_tiers` what one piece costs from which
    quantity on: ask `tiers` for it as this buyer's prices.
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
        source: PriceSource | None = None,
        stored_tiers: Sequence[tuple[int, HeldPrice]] = (),
    ) -> None:
        net, gross = tax.unit_price(stored, tax_class=tax_class, currency=currency)
        super().__init__(currency, excl_tax=net, tax=gross - net, tax_code=tax_class)
        self.unit_net, self.unit_gross, self.money = net, gross, currency
        self.rate = tax.rate(tax_class)
        self.keeps_net = tax.keeps_net
        self.shows_net = tax.shows_net
        self.situation = tax
        self.stacks = stacks
        self.stored, self.source = stored, source or PriceSource()
        self._reduced_from, self._tax_class = reduced_from, tax_class
        self._stored_tiers = stored_tiers

    @classmethod
    def held(
        cls,
        currency: str,
        held: HeldPrice,
        *,
        tax_class: str,
        tax: TaxSituation,
        stored_tiers: Sequence[tuple[int, HeldPrice]] = (),
    ) -> "TaxedPrice":
        """Make the price that a buyer pays of the one that holds for them."""
        return cls(
            currency,
            held.stored,
            tax_class=tax_class,
            tax=tax,
            reduced_from=held.reduced_from,
            stacks=held.stacks,
            source=held.source,
            stored_tiers=stored_tiers,
        )

    @cached_property
    def tiers(self) -> "tuple[tuple[int, TaxedPrice], ...]":
        """From which quantity on one piece costs what, ascending; empty where quantity changes nothing."""
        if len(self._stored_tiers) < 2:  # noqa: PLR2004 - one tier is no choice
            return ()
        return tuple(
            (quantity, TaxedPrice.held(self.money, held, tax_class=self._tax_class, tax=self.situation))
            for quantity, held in self._stored_tiers
        )

    @property
    def shown(self) -> Decimal:
        """What one piece costs as this buyer sees it: net or gross."""
        return self.unit_net if self.shows_net else self.unit_gross

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
        self,
        currency: str,
        agreed: Decimal,
        *,
        is_net: bool,
        tax_class: str,
        tax: TaxSituation,
        stacks: bool = False,
    ) -> None:
        super().__init__(currency, agreed, tax_class=tax_class, tax=tax, stacks=stacks)
        if is_net:
            net, gross = agreed, gross_of(agreed, rate=self.rate, currency=currency)
        elif tax.treatment == TAXED:
            net, gross = agreed - included_tax(agreed, rate=self.rate, currency=currency), agreed
        else:
            net, gross = self.unit_net, self.unit_gross
        prices.TaxInclusiveFixedPrice.__init__(
            self, currency, excl_tax=net, tax=gross - net, tax_code=tax_class
        )
        self.unit_net, self.unit_gross = net, gross
        self.keeps_net = is_net
