"""The rates and markets in force, kept in memory: a price never costs a query for its tax."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Q

from shop.configuration.memory import CACHE_SECONDS, Memory
from shop.configuration.queries import charges_destination, tax_country
from shop.tax.models import Market, TaxExemption, TaxRate
from shop.tax.situation import TaxSituation, Terms, decide_treatment
from shop.tax.table import Rate, shipped_table
from shop.time_zones import shop_day


@dataclass(frozen=True, kw_only=True)
class StoredTax:
    """The rows of the back office."""

    rates: tuple[Rate, ...] = ()
    markets: tuple[Market, ...] = ()


def _read() -> StoredTax:
    """Read rates and markets. Two queries."""
    return StoredTax(
        rates=tuple(_as_rate(row) for row in TaxRate.objects.all()), markets=tuple(Market.objects.all())
    )


#: Follows the version that all processes share: a rate that was entered is in the next price of each.
STORED_TAX: Memory[StoredTax] = Memory("tax", _read)


class _Derived:
    """What follows from the rows: the whole table, and situations; equal questions give one object."""

    def __init__(self, stored: StoredTax) -> None:
        self.stored = stored
        self.table = shipped_table().overlaid(stored.rates)
        self.situations: dict[object, TaxSituation] = {}


_derived = _Derived(StoredTax())


def _fresh() -> _Derived:
    """Return what follows from the rows as they are: another object for other rows, never one changed."""
    global _derived  # noqa: PLW0603
    stored, found = STORED_TAX.get(), _derived
    if found.stored is not stored:
        _derived = found = _Derived(stored)
    return found


def set_tax_memory(rates: Iterable[TaxRate] = (), markets: Iterable[Market] = ()) -> None:
    """Take these rows for the present state of the tables; without any, only what comes with Kiln holds."""
    stored = StoredTax(rates=tuple(_as_rate(row) for row in rates), markets=tuple(markets))
    cache.set(STORED_TAX.key, stored, CACHE_SECONDS)
    STORED_TAX.take(stored)


def clear_tax_memory() -> None:
    """Read the tables again at the next question, in every process."""
    STORED_TAX.forget()


def terms_for(country: str, *, is_company: bool) -> Terms:
    """Return how we sell to a country: its own market, else the one for all countries.

    Where the back office says nothing, consumers see prices with tax and companies without.
    """
    audience = Market.Audience.COMPANIES if is_company else Market.Audience.CONSUMERS
    markets = [market for market in _fresh().stored.markets if market.audience == audience]
    named = next((market for market in markets if country in market.countries.split()), None)
    market = named or next((market for market in markets if not market.countries), None)
    if market is None:
        return Terms(shows_net=is_company)
    return Terms(shows_net=market.shows_net, keeps_net=market.keeps_net, is_registered=market.is_registered)


def situation(
    *,
    country: str = "",
    region: str = "",
    is_company: bool = False,
    vat_id: str = "",
    vat_check_id: int | None = None,
    certificate: str = "",
    day: date | None = None,
) -> TaxSituation:
    """Return the tax situation of a sale to a place (default: at home) on a day (default: today).

    No query while the rows are kept. `vat_check_id` must be a valid check of `vat_id`;
    `services.situation_for` sees to that.
    """
    memory = _fresh()
    day = day or shop_day()
    home, by_destination = tax_country(), charges_destination()
    country = country or home
    place = (home, by_destination, country, region)
    key = (*place, is_company, vat_id, vat_check_id, certificate, day)
    if key not in memory.situations:
        memory.situations[key] = decide_treatment(
            home=home,
            country=country,
            region=region,
            day=day,
            table=memory.table,
            terms=terms_for(country, is_company=is_company),
            vat_id=vat_id,
            vat_check_id=vat_check_id,
            certificate=certificate,
            charges_destination=by_destination,
        )
    return memory.situations[key]


def certificate_of(company_id: int, *, country: str, region: str, day: date) -> str:
    """Return the number of the certificate by which a company buys there without tax; empty: none."""
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    found = (
        TaxExemption.objects.filter(valid, company=company_id, country=country, valid_from__lte=day)
        .filter(region__in=["", region])
        .order_by("-valid_from")
        .first()
    )
    return found.certificate if found else ""


def _as_rate(row: TaxRate) -> Rate:
    return Rate(
        country=row.country,
        region=row.region,
        tax_class=row.tax_class,
        rate=row.percent / 100,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
