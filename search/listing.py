"""A listing as templates show it: cards, facets with their links, chips, orders, pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from search.hit_explanations import HitExplanation
from shop.storefront.cards import ProductCard

# A facet of more values than this is folded to so many, the rest a click away.
FACET_FOLDS_ABOVE = 14
FACET_SHOWN = 10
# Of a facet with dozens of values no more stand on the page; a narrower listing has the others.
FACET_MOST = 26


@dataclass(frozen=True, kw_only=True)
class FacetChoice:
    """One value of a facet: a checkbox (`name`, `slug`) and, without a form, a link (`url`).

    `url` is the same listing with this value chosen, or no longer chosen; always page one.
    """

    name: str
    slug: str
    label: str
    count: int
    is_selected: bool
    swatch: str
    url: str


@dataclass(frozen=True, kw_only=True)
class FacetBox:
    """One facet; `clear_url` drops its whole choice."""

    code: str
    label: str
    choices: tuple[FacetChoice, ...]
    is_active: bool
    clear_url: str

    @property
    def has_swatches(self) -> bool:
        """Whether its values are shown as colours."""
        return any(choice.swatch for choice in self.choices)

    @property
    def first_choices(self) -> tuple[FacetChoice, ...]:
        """What is shown at once: a short facet whole; of a long one what is chosen or leads to most."""
        if len(self.choices) <= FACET_FOLDS_ABOVE:
            return self.choices
        kept = self._slugs(FACET_SHOWN)
        return tuple(choice for choice in self.choices if choice.slug in kept)

    @property
    def further_choices(self) -> tuple[FacetChoice, ...]:
        """What is folded away, in the same order: of very many those that lead to most."""
        first = self._slugs(FACET_SHOWN)
        most = self._slugs(FACET_MOST)
        if len(self.choices) <= FACET_FOLDS_ABOVE:
            return ()
        return tuple(c for c in self.choices if c.slug in most and c.slug not in first)

    def _slugs(self, number: int) -> set[str]:
        """Name what is chosen and what leads to most, `number` in all if not more are chosen."""
        most = sorted(self.choices, key=lambda choice: (not choice.is_selected, -choice.count))
        chosen = sum(choice.is_selected for choice in self.choices)
        return {choice.slug for choice in most[: max(number, chosen)]}


@dataclass(frozen=True, kw_only=True)
class PriceBox:
    """The price range in major units of `currency`; `low` and `high` are None where not chosen."""

    currency: str
    minimum: Decimal
    maximum: Decimal
    low: Decimal | None
    high: Decimal | None
    clear_url: str

    @property
    def is_active(self) -> bool:
        """Whether a range is chosen."""
        return self.low is not None or self.high is not None


@dataclass(frozen=True, kw_only=True)
class Toggle:
    """A choice of yes or no: a checkbox (`name`, `value`) or a link (`url`)."""

    name: str
    value: str
    url: str
    is_selected: bool
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class RatingChoice:
    """So many stars or more: a radio button (`value`, empty for any rating) or a link (`url`)."""

    value: str
    stars: int
    label: str
    count: int
    is_selected: bool
    url: str


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A choice that holds now; `url` is the listing without it. `facet` names what it is of."""

    facet: str
    label: str
    url: str
    swatch: str = ""


@dataclass(frozen=True, kw_only=True)
class Hint:
    """A way out of an empty listing: without this choice, `count` products are found."""

    label: str
    url: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Other words that may have been meant, or some of the words: they find `count` products."""

    text: str
    url: str
    count: int


@dataclass(frozen=True, kw_only=True)
class CorrectedText:
    """What was searched for instead of what was typed; `typed_url` searches for the latter."""

    text: str
    typed_url: str


@dataclass(frozen=True, kw_only=True)
class SortChoice:
    """An order that can be chosen: an option of a select (`value`) or a link (`url`)."""

    value: str
    label: str
    url: str
    is_selected: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page's number and address; `number` 0 stands for pages left out."""

    number: int
    url: str
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Everything a listing's template needs; see `search.views.base.ListingView`.

    `full_matches` of the hits have all the words and stand first; `first` and `last` count from 1.
    """

    path: str
    text: str
    total: int
    cards: Sequence[ProductCard]
    facets: tuple[FacetBox, ...]
    price: PriceBox | None
    in_stock: Toggle
    ratings: tuple[RatingChoice, ...]
    chips: tuple[Chip, ...]
    clear_url: str
    orders: tuple[SortChoice, ...]
    order: str
    pages: tuple[Page, ...]
    page: int
    page_count: int
    previous_url: str
    next_url: str
    problems: tuple[str, ...]
    hints: tuple[Hint, ...] = ()
    did_you_mean: Suggestion | None = None
    corrected: CorrectedText | None = None
    full_matches: int = 0
    is_literal: bool = False
    first: int = 0
    last: int = 0
    robots: str = ""
    canonical_query: str = ""
    facet_words: str = ""
    explanations: Mapping[int, HitExplanation] = field(default_factory=dict)

    @property
    def searched_text(self) -> str:
        """The words that were searched for: those typed, or what was put in their place."""
        return self.corrected.text if self.corrected else self.text

    @property
    def full_cards(self) -> Sequence[ProductCard]:
        """The page's cards that have all the words; all where there are none."""
        return self.cards[: max(0, self.full_matches - self.first + 1)]

    @property
    def partial_cards(self) -> Sequence[ProductCard]:
        """The page's cards that have only some of the words."""
        return self.cards[max(0, self.full_matches - self.first + 1) :]
