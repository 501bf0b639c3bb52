"""The database engine's queries; all constant in number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Cast, Coalesce

from search.engines.interpretation import Interpretation
from search.facet_labels import term_ids
from search.fulltext import ranked_ids
from search.matching import Condition
from search.models import (
    SearchAudience,
    SearchCategory,
    SearchDocument,
    SearchFacet,
    SearchPrice,
    SearchVariant,
)
from search.types import MOST_MATCHES, RATING_LEVELS, BuyerContext, Query, Range, Sort

# A whole part number stands before any words, all words before some.
WHOLE_CODE, ALL_WORDS, SOME_WORDS = 2, 1, 0
SHOP_ORDER = ("-priority", "-popularity", "-created_at", "-product_id")
PLACE_ORDER = (*SHOP_ORDER[:-1], "-document_id")
TERM, TOTAL, PRICES, RATING, AVAILABLE, FULL = range(6)
TermIds = Mapping[str, Sequence[int]]


def chosen_terms(query: Query) -> TermIds:
    """Look up the ids of the chosen values, by facet; one query when anything is chosen.

    Ids in a condition let the database estimate how many rows a value has; a join would not.
    """
    if not query.filters:
        return {}
    ids = term_ids([(chosen.code, value) for chosen in query.filters for value in chosen.values])
    return {
        chosen.code: [ids[chosen.code, value] for value in chosen.values if (chosen.code, value) in ids]
        for chosen in query.filters
    }


@dataclass(frozen=True)
class Asked:
    """A query, the ids of its chosen values and how its text is understood; None where it has no word."""

    query: Query
    terms: TermIds
    words: Interpretation | None = None

    @property
    def is_counted(self) -> bool:
        """Whether the words alone decide, so that their number is the total."""
        query = self.query
        is_chosen = query.is_narrowed or query.least_rating is not None
        return self.words is not None and not self.words.is_partial and not is_chosen

    def with_query(self, query: Query) -> "Asked":
        """Return the same words with other choices."""
        return replace(self, query=query)


def word_counts(query: Query, conditions: Sequence[Condition]) -> list[int]:
    """Count the documents that fulfil each condition, for this buyer and in this category; one query."""
    found = _within(query)
    rows = [
        found.filter(terms__matches=condition)
        .order_by()
        .annotate(place=Value(place, IntegerField()))
        .values("place")
        .annotate(number=Count("pk"))
        .values_list("place", "number")
        for place, condition in enumerate(conditions)
    ]
    numbers = dict(rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0])
    return [numbers.get(place, 0) for place in range(len(conditions))]


def _within(query: Query) -> QuerySet[SearchDocument]:
    found = SearchDocument.objects.filter(_visible(query))
    if query.category_id is not None:
        places = SearchCategory.objects.filter(category_id=query.category_id)
        found = found.filter(pk__in=places.values("document"))
    return found


def documents(asked: Asked, *, only_full: bool = False) -> QuerySet[SearchDocument]:
    """Return the documents a query finds, in no order; `only_full` those with all the words."""
    query, words = asked.query, asked.words
    found = _chosen(asked, _within(query))
    if words is not None:
        found = found.filter(terms__matches=words.full if only_full else words.found)
    return found if words is not None or not query.text else found.none()


def _chosen(asked: Asked, found: QuerySet[SearchDocument]) -> QuerySet[SearchDocument]:
    query, terms = asked.query, asked.terms
    if query.least_rating is not None:
        found = found.filter(rating__gte=query.least_rating)
    if query.is_narrowed:
        found = found.filter(pk__in=variants(query, terms).values("document"))
    return found


def variants(query: Query, terms: TermIds) -> QuerySet[SearchVariant]:
    """Return the variants on which all chosen values and the price range hold at once."""
    found = SearchVariant.objects.all()
    for chosen in query.filters:
        rows = SearchFacet.objects.filter(term__in=terms[chosen.code])
        found = found.filter(pk__in=rows.values("variant"))
    if query.price:
        rows_in_range = _price_rows(query.buyer).filter(_in_range(query.price))
        found = found.filter(pk__in=rows_in_range.values("variant"))
    if query.available_only:
        found = found.filter(is_available=True)
    return found


def matches(query: Query, terms: TermIds, product_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return for each of these hits the variants on which all choices hold; one query."""
    rows = variants(query, terms).filter(document__in=product_ids).order_by("-is_available", "product_id")
    found: dict[int, list[int]] = defaultdict(list)
    for document_id, variant_id in rows.values_list("document_id", "product_id"):
        found[document_id].append(variant_id)
    return {document_id: tuple(ids[:MOST_MATCHES]) for document_id, ids in found.items()}


def page_of(asked: Asked) -> tuple[int, ...]:
    """Return the ids of one page in the order that is asked for; the order is total.

    What has only some of the words stands behind what has all, in every order.
    """
    query, words = asked.query, asked.words
    start, end = query.offset, query.offset + query.page_size
    if is_whole_category(query):
        return tuple(places_of(query).values_list("document_id", flat=True)[start:end])
    found = documents(asked)
    if words is not None and query.sort is Sort.RELEVANCE:
        found = found.annotate(group=_group(words, code=True))
        return tuple(
            ranked_ids(found, words.found, kinds=words.kinds, order=SHOP_ORDER, start=start, end=end)
        )
    order = _order(query)
    if query.sort in {Sort.PRICE, Sort.PRICE_DESCENDING}:
        found = _with_lowest_price(found, query)
    if words is not None and words.is_partial:
        found, order = found.annotate(group=_group(words)), ["-group", *order]
    return tuple(found.order_by(*order).values_list("pk", flat=True)[start:end])


def is_whole_category(query: Query) -> bool:
    """Whether a category is asked for in the shop's own order, by somebody who sees what everybody sees.

    Nothing but an index is read then: it begins with the category and goes on in this order.
    """
    return (
        query.category_id is not None
        and query.sort is Sort.RELEVANCE
        and query.least_rating is None
        and not (query.text or query.is_narrowed or query.buyer.audiences)
    )


def places_of(query: Query) -> QuerySet[SearchCategory]:
    """Return what everybody sees in a category in the shop's own order."""
    places = SearchCategory.objects.filter(category_id=query.category_id or 0, is_restricted=False)
    return places.order_by(*PLACE_ORDER)


def _order(query: Query) -> list[str | Combinable]:
    match query.sort:
        case Sort.NEWEST:
            return ["-created_at", "-product_id"]
        case Sort.RATING:
            return ["-rating", *SHOP_ORDER]
        case Sort.POPULARITY:
            return ["-popularity", "-created_at", "-product_id"]
        case Sort.PRICE | Sort.PRICE_DESCENDING:
            return [_by_price(query.sort), *SHOP_ORDER]
        case _:
            return list(SHOP_ORDER)


def _group(words: Interpretation, *, code: bool = False) -> Case:
    """Return the expression for where a document stands: by its part number, by all words or by some."""
    is_coded = code and words.code
    groups = [When(codes__contains=f" {words.code} ", then=Value(WHOLE_CODE))] if is_coded else []
    if words.is_partial:
        groups.append(When(terms__matches=words.full, then=Value(ALL_WORDS)))
    return Case(*groups, default=Value(SOME_WORDS if words.is_partial else ALL_WORDS))


def facet_count_rows(asked: Asked) -> QuerySet[Model, tuple[object, ...]]:
    """Return one query for all that is the same on every page of a listing.

    Rows of `COLUMNS`: a `TERM` row for each facet value (each facet counted without its own
    choice), a `PRICES` row with the lowest and the highest price (without the chosen range), a `RATING` row
    for each of `RATING_LEVELS` that some product reaches and no higher one (without the chosen rating), an
    `AVAILABLE` row with the number that can be had, and the `total_rows`. `counted` is the facet value's id
    or the rating's level.
    """
    query = asked.query
    chosen = [picked.code for picked in query.filters]
    parts = [_counts(asked, ~Q(term__facet__code__in=chosen) if chosen else Q())]
    parts += [_counts(asked.with_query(query.without(code)), Q(term__facet__code=code)) for code in chosen]
    parts += [_prices(asked), _ratings(asked)]
    available = documents(asked.with_query(replace(query, available_only=True)))
    parts.append(_row(available, AVAILABLE, Count("pk")))
    return parts[0].union(*parts[1:], *_totals(asked), all=True)


def total_rows(asked: Asked) -> QuerySet[Model, tuple[object, ...]]:
    """Return a `TOTAL` row and, where some hits have only some of the words, a `FULL` row of the others."""
    first, *others = _totals(asked)
    return first.union(*others, all=True) if others else first


def _totals(asked: Asked) -> list[QuerySet[Model, tuple[object, ...]]]:
    rows = [_row(documents(asked), TOTAL, Count("pk"))]
    if asked.words is not None and asked.words.is_partial:
        rows.append(_row(documents(asked, only_full=True), FULL, Count("pk")))
    return rows


def _visible(query: Query) -> Q:
    """Select what the buyer finds: the first of their audiences that a document names decides."""
    found = Q(is_restricted=False)
    for audience in reversed(query.buyer.audiences):
        rows = SearchAudience.objects.filter(document=OuterRef("pk"), audience=audience)
        shown, hidden = Exists(rows.filter(is_hidden=False)), Exists(rows.filter(is_hidden=True))
        found = Q(shown) | (~Q(hidden) & found)
    return found


def _price_rows(buyer: BuyerContext) -> QuerySet[SearchPrice]:
    """Return the prices that a buyer sees: their own, and everybody's where a document has none of these."""
    if buyer.price_key == buyer.base_key:
        return SearchPrice.objects.filter(price_key=buyer.price_key)
    own = SearchPrice.objects.filter(document=OuterRef("document"), price_key=buyer.price_key, is_lowest=True)
    base = Q(price_key=buyer.base_key) & ~Q(Exists(own))
    keys = [buyer.price_key, buyer.base_key]
    return SearchPrice.objects.filter(Q(price_key=buyer.price_key) | base, price_key__in=keys)


def _in_range(price: Range) -> Q:
    limits = Q()
    if price.low is not None:
        limits &= Q(amount__gte=price.low)
    if price.high is not None:
        limits &= Q(amount__lte=price.high)
    return limits


def _with_lowest_price(found: QuerySet[SearchDocument], query: Query) -> QuerySet[SearchDocument]:
    """Add what a document costs this buyer from (`lowest_price`)."""
    amounts = {}
    for name, key in (("own", query.buyer.price_key), ("base", query.buyer.base_key)):
        lowest = Q(price_rows__price_key=key, price_rows__is_lowest=True)
        amounts[name] = FilteredRelation("price_rows", condition=lowest)
    if query.buyer.price_key == query.buyer.base_key:
        del amounts["base"]
        return found.annotate(**amounts).annotate(lowest_price=F("own__amount"))
    return found.annotate(**amounts).annotate(lowest_price=Coalesce("own__amount", "base__amount"))


def _by_price(sort: Sort) -> OrderBy:
    price = F("lowest_price")
    return price.desc(nulls_last=True) if sort == Sort.PRICE_DESCENDING else price.asc(nulls_last=True)


# PostgreSQL matches the columns of a union by type, and a bare NULL is text to it.
_NOTHING = Cast(Value(None), BigIntegerField())
COLUMNS = ("kind", "counted", "number", "low", "high")


def _row(
    rows: QuerySet[Model],
    kind: int,
    number: Combinable,
    *,
    of: Combinable = _NOTHING,
    low: Combinable = _NOTHING,
    high: Combinable = _NOTHING,
) -> QuerySet[Any, tuple[Any, ...]]:
    """Aggregate rows into the frame's columns; without anything to group by, into one row."""
    grouped = rows.order_by().annotate(kind=Value(kind, IntegerField()), counted=of)
    counted = grouped.values("kind", "counted").annotate(number=number, low=low, high=high)
    return counted.values_list(*COLUMNS)


def _counts(asked: Asked, facets: Q) -> QuerySet[Model, tuple[object, ...]]:
    rows = SearchFacet.objects.filter(facets)
    if asked.query.is_narrowed:
        # Several variants of a product may match: a product counts once.
        rows = rows.filter(variant__in=variants(asked.query, asked.terms).values("pk"))
        number = Count("document", distinct=True)
    else:
        rows = rows.filter(is_first=True)
        number = Count("pk")
    rows = rows.filter(document__in=documents(_unnarrowed(asked)).values("pk"))
    return _row(rows, TERM, number, of=F("term_id"))


def _unnarrowed(asked: Asked) -> Asked:
    return asked.with_query(replace(asked.query, filters=(), price=None, available_only=False))


def _prices(asked: Asked) -> QuerySet[Model, tuple[object, ...]]:
    rows = _price_rows(asked.query.buyer)
    unpriced = replace(asked.query, price=None)
    if unpriced.is_narrowed:
        rows = rows.filter(variant__in=variants(unpriced, asked.terms).values("pk"))
    rows = rows.filter(document__in=documents(_unnarrowed(asked)).values("pk"))
    return _row(rows, PRICES, Count("pk"), low=Min("amount"), high=Max("amount"))


def _ratings(asked: Asked) -> QuerySet[Model, tuple[object, ...]]:
    rows = documents(asked.with_query(replace(asked.query, least_rating=None)))
    level = Case(
        *(When(rating__gte=least, then=least) for least in RATING_LEVELS), output_field=BigIntegerField()
    )
    return _row(rows.filter(rating__gte=min(RATING_LEVELS)), RATING, Count("pk"), of=level)
