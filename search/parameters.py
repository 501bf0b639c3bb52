"""A listing's address: `?glaze=tide&glaze=celadon&size=28-cm&price=20-80&stock=1&rating=4&sort=price&page=2`.

Every name that is no facet and none of ours is ignored, so that a campaign's parameters do no
harm; a value that cannot be read is left out and said so. Prices are in major units.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from search.facet_labels import known_codes
from search.types import BY_PRICE, RATING_LEVELS, BuyerContext, Filter, Query, Range, Selection, Sort
from shop.money import minor_unit

TEXT, SORT, PAGE, PRICE, STOCK, RATING = "q", "sort", "page", "price", "stock", "rating"
# The words as they were typed, without putting anything right.
LITERAL, AS_TYPED = "literal", "1"
# The two number fields of the price facet; an address of ours joins them to PRICE.
PRICE_FROM, PRICE_TO = "price_from", "price_to"
OURS = frozenset({TEXT, LITERAL, SORT, PAGE, PRICE, PRICE_FROM, PRICE_TO, STOCK, RATING})
IN_STOCK = "1"
LONGEST_TEXT = 200
MOST_VALUES = 50
LARGEST_PAGE = 10_000
_PRICE = re.compile(r"(\d{1,9}(?:\.\d{1,2})?)?-(\d{1,9}(?:\.\d{1,2})?)?\Z", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class SearchParams(Selection):
    """What an address asks for; `problems` tell the visitor what could not be read."""

    problems: tuple[str, ...] = field(default=(), compare=False)

    def query(self, *, buyer: BuyerContext, category_id: int | None, page_size: int) -> Query:
        """Return the question for an engine."""
        chosen: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(Selection)}
        return Query(buyer=buyer, category_id=category_id, page_size=page_size, **chosen)


def parse_parameters(parameters: QueryDict, *, currency: str, sees_prices: bool = True) -> SearchParams:
    """Read an address. One query when it names anything that may be a facet, else none.

    Who sees no prices narrows and sorts by none, whatever the address says.
    """
    problems: list[str] = []
    sort = _sort(parameters, problems)
    return SearchParams(
        text=" ".join(parameters.get(TEXT, "").replace("\0", "").split())[:LONGEST_TEXT],
        is_literal=bool(parameters.get(TEXT, "").strip()) and parameters.get(LITERAL) == AS_TYPED,
        filters=_filters(parameters),
        price=_price(parameters, currency, problems) if sees_prices else None,
        available_only=parameters.get(STOCK) == IN_STOCK,
        least_rating=_rating(parameters, problems),
        sort=sort if sees_prices or sort not in BY_PRICE else Sort.RELEVANCE,
        page=_page(parameters, problems),
        problems=tuple(problems),
    )


def listing_query_string(asked: SearchParams, *, currency: str) -> str:
    """Return an address' query string, always in the same order; empty when nothing is asked."""
    pairs: list[tuple[str, str]] = [(TEXT, asked.text)] if asked.text else []
    pairs += [(LITERAL, AS_TYPED)] if asked.is_literal else []
    pairs += [(chosen.code, value) for chosen in asked.filters for value in chosen.values]
    if asked.price:
        pairs.append((PRICE, price_parameter(asked.price, currency)))
    if asked.available_only:
        pairs.append((STOCK, IN_STOCK))
    if asked.least_rating is not None:
        pairs.append((RATING, str(asked.least_rating)))
    if asked.sort is not Sort.RELEVANCE:
        pairs.append((SORT, asked.sort.value))
    if asked.page > 1:
        pairs.append((PAGE, str(asked.page)))
    return urlencode(pairs)


def price_parameter(price: Range, currency: str) -> str:
    """Write a range as it stands in an address: `20-80`, `19.5-`, `-80`."""
    return "-".join(
        "" if end is None else f"{to_major_units(end, currency).normalize():f}"
        for end in (price.low, price.high)
    )


def to_major_units(amount: int, currency: str) -> Decimal:
    """Return minor units as an amount of the currency."""
    return amount * minor_unit(currency)


def _filters(parameters: QueryDict) -> tuple[Filter, ...]:
    known = known_codes([name for name in parameters if name not in OURS])
    return tuple(
        Filter(code=code, values=tuple(values))
        for code in sorted(known)
        if (values := _values(parameters.getlist(code)))
    )


def _values(given: Iterable[str]) -> list[str]:
    return sorted({value for value in given if value and "\0" not in value})[:MOST_VALUES]


def _price(parameters: QueryDict, currency: str, problems: list[str]) -> Range | None:
    ends = (parameters.get(name, "").strip() for name in (PRICE_FROM, PRICE_TO))
    given = parameters.get(PRICE, "").strip() or "-".join(ends)
    if given in {"", "-"}:
        return None
    match = _PRICE.match(given)
    if match is None:
        problems.append(
            _("The price range “%(given)s” could not be read; write it as 20-80.") % {"given": given[:40]}
        )
        return None
    unit = minor_unit(currency)
    low, high = (int(Decimal(end) / unit) if end else None for end in match.groups())
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Range(low=low, high=high)


def _rating(parameters: QueryDict, problems: list[str]) -> int | None:
    given = parameters.get(RATING, "")
    if not given:
        return None
    for level in RATING_LEVELS:
        if given == str(level):
            return level
    problems.append(_("Unknown rating “%(given)s”; all ratings are shown.") % {"given": given[:40]})
    return None


def _sort(parameters: QueryDict, problems: list[str]) -> Sort:
    given = parameters.get(SORT, "") or Sort.RELEVANCE
    try:
        return Sort(given)
    except ValueError:
        problems.append(_("Unknown sort order “%(given)s”; the default is used.") % {"given": given[:40]})
        return Sort.RELEVANCE


def _page(parameters: QueryDict, problems: list[str]) -> int:
    given = parameters.get(PAGE, "") or "1"
    if given.isascii() and given.isdigit() and len(given) <= len(str(LARGEST_PAGE)) and int(given) > 0:
        return int(given)
    problems.append(_("“%(given)s” is not a page number; the first page is shown.") % {"given": given[:40]})
    return 1
