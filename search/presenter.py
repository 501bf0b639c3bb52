"""From what was asked and what was found to what a template shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from search.hit_explanations import HitExplanation
from search.listing import (
    Chip,
    CorrectedText,
    FacetBox,
    FacetChoice,
    Hint,
    Listing,
    Page,
    PriceBox,
    RatingChoice,
    SortChoice,
    Suggestion,
    Toggle,
)
from search.parameters import IN_STOCK, STOCK, SearchParams, listing_query_string, to_major_units
from search.seo import robots_rule_of
from search.types import BY_PRICE, RATING_LEVELS, Facet, FacetValue, Filter, Range, Result, Sort
from shop.formats import format_money
from shop.storefront.cards import ProductCard

MOST_FACETS = 12
MOST_VALUES = 50
PAGES_AROUND = 2


class ListingPresenter:
    """Turns what was asked and what was found into a `Listing`; makes no query."""

    def __init__(
        self,
        *,
        path: str,
        asked: SearchParams,
        result: Result,
        currency: str,
        page_size: int,
        sees_prices: bool = True,
    ) -> None:
        """Take the listing's path without parameters and the currency of its prices."""
        self.path, self.asked, self.result = path, asked, result
        self.currency, self.page_size, self.sees_prices = currency, page_size, sees_prices
        self.page_count = max(1, -(-result.total // page_size))

    def listing(
        self,
        cards: Sequence[ProductCard],
        hints: tuple[Hint, ...] = (),
        did_you_mean: Suggestion | None = None,
        explanations: Mapping[int, HitExplanation] | None = None,
    ) -> Listing:
        """Return the listing with these cards."""
        asked, page = self.asked, self.asked.page
        first = (page - 1) * self.page_size
        indexing = robots_rule_of(asked, total=self.result.total, currency=self.currency)
        chips = tuple(self._chips())
        return Listing(
            path=self.path,
            text=asked.text,
            total=self.result.total,
            cards=cards,
            facets=tuple(self._facet(facet) for facet in self._shown_facets()),
            price=self._price(),
            in_stock=self._in_stock(),
            ratings=self._ratings(),
            chips=chips,
            clear_url=self.url(
                replace(asked, filters=(), price=None, available_only=False, least_rating=None)
            ),
            orders=self._orders(),
            order=asked.sort.value,
            pages=tuple(self._pages()),
            page=page,
            page_count=self.page_count,
            previous_url=self._page_url(page - 1) if page > 1 else "",
            next_url=self._page_url(page + 1) if page < self.page_count else "",
            problems=asked.problems,
            hints=hints,
            did_you_mean=did_you_mean,
            explanations=explanations or {},
            corrected=self._corrected(),
            full_matches=self.result.full_matches,
            is_literal=asked.is_literal,
            first=first + 1 if self.result.total else 0,
            last=min(first + self.page_size, self.result.total),
            robots=indexing.robots,
            canonical_query=indexing.query,
            facet_words=chips[0].label if indexing.is_facet else "",
        )

    def url(self, asked: SearchParams) -> str:
        """Return the address of page one of what is asked."""
        parameters = listing_query_string(replace(asked, page=1), currency=self.currency)
        return f"{self.path}?{parameters}" if parameters else self.path

    def suggestion(self, text: str, count: int) -> Suggestion:
        """Return other words as a link that keeps the other choices."""
        url = self.url(replace(self.asked, text=text, is_literal=False))
        return Suggestion(text=text, url=url, count=count)

    def _corrected(self) -> CorrectedText | None:
        if not self.result.corrected_text:
            return None
        typed = self.url(replace(self.asked, is_literal=True))
        return CorrectedText(text=self.result.corrected_text, typed_url=typed)

    def without_each_choice(self) -> Iterator[tuple[str, SearchParams]]:
        """Yield each choice's label with what would be asked without it: facets, then the price."""
        labels = {facet.code: facet.label for facet in self.result.facets}
        for chosen in self.asked.filters:
            yield labels.get(chosen.code, chosen.code), _without(self.asked, chosen.code)
        if self.asked.price:
            yield _("Price"), replace(self.asked, price=None)
        if self.asked.available_only:
            yield _("In stock"), replace(self.asked, available_only=False)
        if self.asked.least_rating:
            yield _("Rating"), replace(self.asked, least_rating=None)

    def _shown_facets(self) -> list[Facet]:
        chosen = {picked.code for picked in self.asked.filters}
        useful = [facet for facet in self.result.facets if facet.code in chosen or self._narrows(facet)]
        return useful[:MOST_FACETS]

    def _narrows(self, facet: Facet) -> bool:
        return len(facet.values) > 1 or facet.values[0].count < self.result.total

    def _facet(self, facet: Facet) -> FacetBox:
        chosen = next((f.values for f in self.asked.filters if f.code == facet.code), ())
        found = {value.slug for value in facet.values}
        # A chosen value that nothing is left of stays visible, to be taken back.
        gone = [FacetValue(slug=slug, label=slug, count=0) for slug in chosen if slug not in found]
        return FacetBox(
            code=facet.code,
            label=facet.label,
            choices=tuple(self._choice(facet, value, chosen) for value in (*_most(facet, chosen), *gone)),
            is_active=bool(chosen),
            clear_url=self.url(_without(self.asked, facet.code)),
        )

    def _choice(self, facet: Facet, value: FacetValue, chosen: tuple[str, ...]) -> FacetChoice:
        return FacetChoice(
            name=facet.code,
            slug=value.slug,
            label=value.label,
            count=value.count,
            is_selected=value.slug in chosen,
            swatch=value.swatch,
            url=self.url(_toggled(self.asked, facet.code, value.slug)),
        )

    def _price(self) -> PriceBox | None:
        bounds, chosen = self.result.price_bounds, self.asked.price
        if not self.sees_prices or bounds is None or bounds.low is None or bounds.high is None:
            return None
        if bounds.low == bounds.high and chosen is None:
            return None
        return PriceBox(
            currency=self.currency,
            minimum=to_major_units(bounds.low, self.currency),
            maximum=to_major_units(bounds.high, self.currency),
            low=self._major(chosen.low) if chosen else None,
            high=self._major(chosen.high) if chosen else None,
            clear_url=self.url(replace(self.asked, price=None)),
        )

    def _in_stock(self) -> Toggle:
        is_selected = self.asked.available_only
        return Toggle(
            name=STOCK,
            value=IN_STOCK,
            url=self.url(replace(self.asked, available_only=not is_selected)),
            is_selected=is_selected,
            count=self.result.available,
        )

    def _ratings(self) -> tuple[RatingChoice, ...]:
        """Offer any rating and each level that something reaches; nothing where nothing is rated."""
        chosen, counts = self.asked.least_rating, self.result.ratings
        levels = [level for level in RATING_LEVELS if counts.get(level) or level == chosen]
        if not levels:
            return ()
        return tuple(
            RatingChoice(
                value=str(level) if level else "",
                stars=level or 0,
                label=_stars(level) if level else _("Any rating"),
                count=counts.get(level, 0) if level else 0,
                is_selected=level == chosen,
                url=self.url(replace(self.asked, least_rating=level)),
            )
            for level in (None, *levels)
        )

    def _major(self, amount: int | None) -> Decimal | None:
        return None if amount is None else to_major_units(amount, self.currency)

    def _chips(self) -> Iterator[Chip]:
        facets = {facet.code: facet for facet in self.result.facets}
        for chosen in self.asked.filters:
            facet = facets.get(chosen.code)
            values = {value.slug: value for value in facet.values} if facet else {}
            for slug in chosen.values:
                value = values.get(slug)
                yield Chip(
                    facet=facet.label if facet else chosen.code,
                    label=value.label if value else slug,
                    swatch=value.swatch if value else "",
                    url=self.url(_toggled(self.asked, chosen.code, slug)),
                )
        if self.asked.price:
            label = self._price_label(self.asked.price)
            yield Chip(facet=_("Price"), label=label, url=self.url(replace(self.asked, price=None)))
        if self.asked.available_only:
            yield Chip(facet=_("Stock"), label=_("In stock"), url=self._in_stock().url)
        if self.asked.least_rating:
            label = _stars(self.asked.least_rating)
            yield Chip(facet=_("Rating"), label=label, url=self.url(replace(self.asked, least_rating=None)))

    def _price_label(self, price: Range) -> str:
        low, high = (
            format_money(self._major(end), self.currency, trim=True) for end in (price.low, price.high)
        )
        if price.low is None:
            return _("up to %(high)s") % {"high": high}
        if price.high is None:
            return _("from %(low)s") % {"low": low}
        return _("%(low)s to %(high)s") % {"low": low, "high": high}

    def _orders(self) -> tuple[SortChoice, ...]:
        labels = {
            Sort.RELEVANCE: _("Best match") if self.asked.text else _("Recommended"),
            Sort.NEWEST: _("Newest"),
            Sort.PRICE: _("Price, lowest first"),
            Sort.PRICE_DESCENDING: _("Price, highest first"),
            Sort.RATING: _("Highest rated"),
            Sort.POPULARITY: _("Best selling"),
        }
        return tuple(
            SortChoice(
                value=sort.value,
                label=label,
                url=self.url(replace(self.asked, sort=sort)),
                is_selected=sort is self.asked.sort,
            )
            for sort, label in labels.items()
            if self.sees_prices or sort not in BY_PRICE
        )

    def _page_url(self, number: int) -> str:
        parameters = listing_query_string(replace(self.asked, page=number), currency=self.currency)
        return f"{self.path}?{parameters}" if parameters else self.path

    def _pages(self) -> Iterator[Page]:
        current, last = self.asked.page, self.page_count
        shown = {1, last, *range(current - PAGES_AROUND, current + PAGES_AROUND + 1)}
        before = 0
        for number in sorted(number for number in shown if 1 <= number <= last):
            if number - before > 1:
                yield Page(number=0, url="")
            yield Page(number=number, url=self._page_url(number), is_current=number == current)
            before = number


def _stars(level: int) -> str:
    return ngettext("%(stars)d star or more", "%(stars)d stars or more", level) % {"stars": level}


def _most(facet: Facet, chosen: tuple[str, ...]) -> list[FacetValue]:
    """Return the most frequent values of a facet and the chosen ones, in the facet's own order."""
    by_count = sorted(facet.values, key=lambda value: (value.slug not in chosen, -value.count))
    kept = {value.slug for value in by_count[:MOST_VALUES]}
    return [value for value in facet.values if value.slug in kept]


def _without(asked: SearchParams, code: str) -> SearchParams:
    return replace(asked, filters=tuple(chosen for chosen in asked.filters if chosen.code != code))


def _toggled(asked: SearchParams, code: str, slug: str) -> SearchParams:
    values = {value for chosen in asked.filters if chosen.code == code for value in chosen.values}
    others = _without(asked, code).filters
    toggled = tuple(sorted(values ^ {slug}))
    filters = [*others, Filter(code=code, values=toggled)] if toggled else list(others)
    return replace(asked, filters=tuple(sorted(filters, key=lambda chosen: chosen.code)))
