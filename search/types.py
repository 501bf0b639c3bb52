"""The shapes of the search interface: what is indexed, what is asked, what is answered.

Every engine takes and gives exactly these, so a template or a caller never knows which
engine answered. Money is in minor units of the currency (cents of a euro, whole yen).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from search.kinds import kinds_of

# How documents are kept by the engines; counted up when that changes, so that a rebuild writes what is
# unchanged, too.
INDEX_FORMAT = 6

PUBLIC, NET = "public", "-net"
"""The list of everybody's prices, and how a list of net prices ends."""

EVERYBODY = "everybody"
"""The audience of everybody, the last that decides."""

Term = tuple[str, str]
"""A facet's code and one of its values' slugs, such as `("glaze", "tide")`."""


@dataclass(frozen=True, kw_only=True)
class IndexedVariant:
    """What can be bought: a product without variants is its own only variant.

    `prices` maps a price key (see `BuyerContext.price_key`) to minor units; a variant
    without a price for a buyer is missing there. Prices of a price context other than everybody's are there
    for all variants of a document or for none: then everybody's hold (`BuyerContext.base_key`).
    """

    product_id: int
    terms: frozenset[Term] = frozenset()
    prices: Mapping[str, int] = field(default_factory=dict)
    is_available: bool = True


@dataclass(frozen=True, kw_only=True)
class ProductDocument:
    """One product of the listings with all its variants.

    `version` orders writes: it is taken before the product is read, and an engine refuses a
    document that is older than what it holds, so that two workers cannot leave the older
    state behind. `titles` and `bodies` map a language code to plain text; `values` are those of its
    properties in every language, `names` what else it is called: the categories in which it stands.
    `audiences` find it
    and `hidden_from` do not, "everybody" among these: who belongs to none that it names.
    """

    product_id: int
    version: int
    titles: Mapping[str, str]
    bodies: Mapping[str, str] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    category_ids: frozenset[int] = frozenset()
    audiences: frozenset[str] = frozenset()
    hidden_from: frozenset[str] = frozenset()
    variants: tuple[IndexedVariant, ...] = ()
    created_at: datetime
    rating: float = 0.0
    popularity: int = 0
    priority: int = 0

    @property
    def is_restricted(self) -> bool:
        """Whether it is found by those alone whom it names."""
        return EVERYBODY in self.hidden_from

    @property
    def kinds(self) -> list[str]:
        """Return the words that say what it is (`search.kinds`)."""
        return kinds_of((*self.titles.values(), *self.names))

    @property
    def digest(self) -> int:
        """Return one number for the same content, kept alike, whatever its version (63 bits)."""
        return self._digest_without({"version"}, INDEX_FORMAT)

    @property
    def frame_digest(self) -> int:
        """Return the like for what decides which queries find it and how it is counted, but not its place.

        Of the rating that is its whole stars, by which listings are narrowed.
        """
        places = {"version", "created_at", "rating", "popularity", "priority"}
        return self._digest_without(places, INDEX_FORMAT, int(self.rating))

    def _digest_without(self, names: set[str], *more: int) -> int:
        content = [_plain(getattr(self, entry.name)) for entry in fields(self) if entry.name not in names]
        content += more
        return int.from_bytes(blake2b(repr(content).encode(), digest_size=8).digest()) >> 1


def _plain(value: object) -> object:
    """Return a value in one form, however its sets and mappings are ordered."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return sorted(value.items())
    if isinstance(value, IndexedVariant):
        return [_plain(getattr(value, entry.name)) for entry in fields(value)]
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value


@dataclass(frozen=True, kw_only=True)
class BuyerContext:
    """For whom a listing is made: language, price list, currency and what they may see.

    `audiences` are those the buyer belongs to, the nearest first: the first one that a document names decides
    whether it is found. Without `sees_prices` nothing is said of prices.
    """

    language: str
    currency: str
    price_list: str = PUBLIC
    audiences: tuple[str, ...] = ()
    sees_prices: bool = True

    @property
    def price_key(self) -> str:
        """Name the buyer's prices inside a document; safe as a field name of Elasticsearch."""
        return price_key(self.price_list, self.currency)

    @property
    def base_key(self) -> str:
        """Name the prices that hold where a document has none of the buyer's own: everybody's."""
        return price_key(base_list(self.price_list), self.currency)


def base_list(price_list: str) -> str:
    """Return the list of everybody's prices, net where the given list is."""
    return PUBLIC + NET if price_list.endswith(NET) else PUBLIC


def is_base_key(key: str) -> bool:
    """Tell whether a price key is of everybody's prices."""
    return key.startswith((f"{PUBLIC}_", f"{PUBLIC}{NET}_"))


def price_key(price_list: str, currency: str) -> str:
    """Return the name under which the prices of a list in a currency are indexed."""
    return f"{price_list}_{currency}".lower().replace(".", "-")


class Sort(StrEnum):
    """How hits are ordered; the values are those of `?sort=`."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DESCENDING = "-price"
    RATING = "rating"
    POPULARITY = "popular"


BY_PRICE = frozenset({Sort.PRICE, Sort.PRICE_DESCENDING})


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Values chosen inside one facet: any of them is enough."""

    code: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Range:
    """A range of prices in minor units, both ends included; None is open."""

    low: int | None = None
    high: int | None = None


RATING_LEVELS = (4, 3, 2)
"""The least ratings that listings can be narrowed by, in whole stars."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What a reader chooses in a listing: all filters hold at once, on one and the same variant.

    `least_rating` (one of `RATING_LEVELS`) is of the product. `page` counts from 1. Without
    text, `Sort.RELEVANCE` means the shop's own order: priority, then popularity, then the newest.
    `is_literal` asks for the text as it was typed, without putting anything right.
    """

    text: str = ""
    is_literal: bool = False
    filters: tuple[Filter, ...] = ()
    price: Range | None = None
    available_only: bool = False
    least_rating: int | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Query(Selection):
    """A question to an engine: what is chosen, by whom and in which category (None: in all).

    Without `with_facets` only hits and total are asked: nothing is counted that nobody sees.
    """

    buyer: BuyerContext
    category_id: int | None = None
    page_size: int = 24
    with_facets: bool = True

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is chosen that must hold on a variant."""
        return bool(self.filters or self.price or self.available_only)

    @property
    def selects_variants(self) -> bool:
        """Whether something is chosen that tells the variants of a hit apart: values or prices."""
        return bool(self.filters or self.price)

    @property
    def offset(self) -> int:
        """How many hits stand before this page."""
        return (self.page - 1) * self.page_size

    def without(self, code: str) -> "Query":
        """Return the same question without the choice in one facet."""
        return replace(self, filters=tuple(chosen for chosen in self.filters if chosen.code != code))


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    """One value of a facet and how many products a click on it would leave or add."""

    slug: str
    label: str
    count: int
    swatch: str = ""


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A property of the products found, counted without its own choice."""

    code: str
    label: str
    values: tuple[FacetValue, ...]


MOST_MATCHES = 50


@dataclass(frozen=True, kw_only=True)
class Result:
    """One page of hits, and the facets and prices of all of them.

    `product_ids` are browsable products (parents, not variants) in order. `price_bounds` are
    the lowest and the highest price, counted without the chosen price range; None when nothing
    has a price. `ratings` counts the products of at least so many stars, without the chosen
    rating; `available` counts what can be had. Where facet values or prices are chosen, `matches` names
    for each hit the variants on which all choices hold (at most `MOST_MATCHES`, what can be
    had first, then by id); otherwise it is empty. `engine` names who answered.

    `full_matches` of the hits have all the words of the text and stand before the others, whatever the
    order; without a text all do. `corrected_text` is what was asked instead of what was typed, where
    that finds nothing; else it is empty.
    """

    product_ids: tuple[int, ...]
    total: int
    full_matches: int = 0
    corrected_text: str = ""
    facets: tuple[Facet, ...] = ()
    price_bounds: Range | None = None
    ratings: Mapping[int, int] = field(default_factory=dict)
    available: int = 0
    matches: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    engine: str = ""
