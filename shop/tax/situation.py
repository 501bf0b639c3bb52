"""Which tax a sale bears, decided from where it goes and who buys: pure functions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shop.tax.amounts import gross_of, included_tax, net_of
from shop.tax.table import OUT_OF_SCOPE, STANDARD, RateTable
from shop.tax.territories import is_union

TAXED: Final = "taxed"
REVERSE_CHARGE: Final = "reverse-charge"
EXPORT: Final = "export"
EXEMPT: Final = "exempt"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a market sells.

    Prices are shown net or gross, one of the two stays the same for every country, and where we
    are registered we charge that country's own tax.
    """

    shows_net: bool = False
    keeps_net: bool = False
    is_registered: bool = False


@dataclass(frozen=True, kw_only=True)
class TaxSituation:
    """Everything a price needs to know of tax; equal situations give equal prices.

    `country` and `region` are the place of supply; `rates` holds, by tax class, the shop's own
    rate (inside the prices as stored) and the rate that holds here, both as fractions.
    `vat_check_id` is the evidence of a reverse charge, `certificate` that of an exemption.
    """

    country: str
    region: str = ""
    treatment: str = TAXED
    shows_net: bool = False
    keeps_net: bool = False
    rates: tuple[tuple[str, Decimal, Decimal], ...] = ()
    vat_id: str = ""
    vat_check_id: int | None = None
    certificate: str = ""

    def rate(self, tax_class: str) -> Decimal:
        """Return the rate that holds here as a fraction; an unknown class bears the standard rate."""
        return self._of(tax_class)[1]

    def home_rate(self, tax_class: str) -> Decimal:
        """Return the rate inside the prices as they are stored."""
        return self._of(tax_class)[0]

    def _of(self, tax_class: str) -> tuple[Decimal, Decimal]:
        if tax_class == OUT_OF_SCOPE:
            return Decimal(0), Decimal(0)
        known = {name: (home, here) for name, home, here in self.rates}
        return known.get(tax_class) or known.get(STANDARD) or (Decimal(0), Decimal(0))

    def unit_price(self, stored: Decimal, *, tax_class: str, currency: str) -> tuple[Decimal, Decimal]:
        """Turn a stored price (gross at home) into net and gross here, in the minor unit.

        Where the gross price is kept, tax of whatever rate comes out of it; where the net price is
        kept, or no tax is charged, the home tax comes out first and the rate here goes on top.
        """
        here = self.rate(tax_class)
        if self.treatment == TAXED and not self.keeps_net:
            return stored - included_tax(stored, rate=here, currency=currency), stored
        net = net_of(stored, rate=self.home_rate(tax_class), currency=currency)
        return net, gross_of(net, rate=here, currency=currency)


def decide_treatment(
    *,
    home: str,
    country: str,
    region: str,
    day: date,
    table: RateTable,
    terms: Terms,
    vat_id: str = "",
    vat_check_id: int | None = None,
    certificate: str = "",
    charges_destination: bool = True,
) -> TaxSituation:
    """Decide the treatment of a sale from `home` to a place, and the rates that follow.

    In this order: an exemption certificate exempts; at home, tax is charged; between two countries
    of the Union a checked VAT id (`vat_check_id`) of another country than home shifts the tax to
    the buyer, else the destination's rate is charged (`charges_destination`: One-Stop-Shop; without
    it, below the threshold, the rate at home); to a country where we are registered its own tax;
    everywhere else the goods are exported without tax.
    """
    if certificate:
        treatment, charged = EXEMPT, None
    elif _taxed_as(country) == home and (country == "XI" or is_union(home) == is_union(country, region)):
        treatment, charged = TAXED, (country, region)
    elif is_union(home) and is_union(country, region):
        if vat_check_id is not None and _prefix(vat_id) != home:
            treatment, charged = REVERSE_CHARGE, None
        else:
            treatment, charged = TAXED, (country, region) if charges_destination else (home, "")
    elif terms.is_registered:
        treatment, charged = TAXED, (country, region)
    else:
        treatment, charged = EXPORT, None
    rates = tuple(
        (
            name,
            table.rate(country=home, region="", tax_class=name, day=day),
            table.rate(country=_taxed_as(charged[0]), region=charged[1], tax_class=name, day=day)
            if charged
            else Decimal(0),
        )
        for name in sorted(table.classes)
    )
    return TaxSituation(
        country=country,
        region=region,
        treatment=treatment,
        shows_net=terms.shows_net,
        keeps_net=terms.keeps_net,
        rates=rates,
        vat_id=vat_id if treatment == REVERSE_CHARGE else "",
        vat_check_id=vat_check_id if treatment == REVERSE_CHARGE else None,
        certificate=certificate,
    )


def _prefix(vat_id: str) -> str:
    """The country of a VAT id; Greece writes EL."""
    prefix = vat_id[:2]
    return "GR" if prefix == "EL" else prefix


def _taxed_as(country: str) -> str:
    """Northern Ireland has the United Kingdom's rates."""
    return "GB" if country == "XI" else country
