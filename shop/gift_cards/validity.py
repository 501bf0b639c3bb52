"""How long a gift card can be used, by the law of the country where it was bought.

Where a limit is allowed it is the ordinary one of that law, never a shorter one; where the law forbids a
limit, or we do not know it, there is none. KILN_GIFT_CARD_VALIDITY overrides a country: (years, whether they
run from the end of the year), or None for no limit.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class Validity:
    """So many years, from the day of issue or from the end of its year; `source` says by which law."""

    years: int | None
    to_year_end: bool = False
    source: str


VALIDITY: dict[str, Validity] = {
    "DE": Validity(years=3, to_year_end=True, source="§§ 195, 199 BGB"),
    "AT": Validity(years=30, source="§ 1478 ABGB"),
    "CH": Validity(years=10, source="Art. 127 OR"),
    "FR": Validity(years=5, source="Code civil, art. 2224"),
    "ES": Validity(years=5, source="Código Civil, art. 1964"),
    "IT": Validity(years=10, source="Codice civile, art. 2946"),
    "NL": Validity(years=5, source="BW 3:307"),
    "IE": Validity(years=5, source="Consumer Protection (Gift Vouchers) Act 2019, s. 3"),
    "GB": Validity(years=6, source="Limitation Act 1980, s. 5"),
    "AU": Validity(years=3, source="Competition and Consumer Act 2010, Sch. 2, s. 99B"),
    # Federal law allows five years, but several states (California Civ. Code § 1749.5) no limit at all.
    "US": Validity(years=None, source="15 U.S.C. § 1693l-1; Cal. Civ. Code § 1749.5"),
    "CA": Validity(years=None, source="O. Reg. 17/05 (Ontario), s. 25.3"),
    "TW": Validity(years=None, source="零售業等商品（服務）禮券定型化契約應記載及不得記載事項"),
}
UNKNOWN = Validity(years=None, source="")


def validity_in(country: str) -> Validity:
    """Return how long cards that are bought in a country (ISO 3166-1 alpha-2) can be used."""
    own = settings.KILN_GIFT_CARD_VALIDITY
    if country not in own:
        return VALIDITY.get(country, UNKNOWN)
    chosen = own[country]
    if chosen is None:
        return Validity(years=None, source="KILN_GIFT_CARD_VALIDITY")
    years, to_year_end = chosen
    return Validity(years=years, to_year_end=to_year_end, source="KILN_GIFT_CARD_VALIDITY")


def last_day(country: str, issued_on: date) -> date | None:
    """Return the last day on which a card that is issued on a day can be used; None: for ever."""
    validity = validity_in(country)
    if validity.years is None:
        return None
    year = issued_on.year + validity.years
    if validity.to_year_end:
        return date(year, 12, 31)
    return issued_on.replace(year=year, day=min(issued_on.day, monthrange(year, issued_on.month)[1]))
