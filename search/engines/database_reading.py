"""The database engine's queries; all constant in number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import add
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
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast

from search.facet_labels import term_ids
from search.models import (
    SearchAudience,
    SearchCategory,
    SearchDocument,
    SearchFacet,
    SearchPrice,
    SearchVariant,
)
from search.text import normalise_code, query_tokens
from search.types import MOST_MATCHES, RATING_LEVELS, Query, Range, Sort

# A whole part number beats any words; a word of the title beats a word of the description.
WHOLE_CODE, TITLE_WORD, TITLE_BEGINNING, CODE_BEGINNING = 100, 8, 6, 5
SHOP_ORDER = ("-priority", "-popularity", "-created_at", "-product_id")
TERM, TOTAL, PRICES, RATING, AVAILABLE = range(5)
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


def documents(query: Query, terms: TermIds) -> QuerySet[SearchDocument]:
    """Return the documents a query finds, in no order."""
    found = SearchDocument.objects.filter(_visible(query))
    if query.category_id is not None:
        places = SearchCategory.objects.filter(category_id=query.category_id)
        found = found.filter(pk__in=places.values("document"))
    if query.text:
        tokens = query_tokens(query.text)
        found = found.filter(terms__matches=tokens) if tokens else found.none()
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
        rows_in_range = SearchPrice.objects.filter(_in_range(query.price), price_key=query.buyer.price_key)
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


def ordered(query: Query, terms: TermIds) -> QuerySet[SearchDocument]:
    """Return the documents a query finds in the order it asks for; the order is total."""
    found = documents(query, terms)
    match query.sort:
        case Sort.NEWEST:
            return found.order_by("-created_at", "-product_id")
        case Sort.RATING:
            return found.order_by("-rating", *SHOP_ORDER)
        case Sort.POPULARITY:
            return found.order_by("-popularity", "-created_at", "-product_id")
        case Sort.PRICE | Sort.PRICE_DESCENDING:
            return _with_lowest_price(found, query).order_by(_by_price(query.sort), *SHOP_ORDER)
        case _ if query.text:
            return found.annotate(score=score(query.text)).order_by("-score", *SHOP_ORDER)
        case _:
            return found.order_by(*SHOP_ORDER)


def facet_count_rows(query: Query, terms: TermIds) -> QuerySet[Any, tuple[Any, ...]]:
    """Return one query for all that is the same on every page of a listing.

    Rows of `COLUMNS`: a `TERM` row for each facet value (each facet counted without its own
    choice), a `TOTAL` row, a `PRICES` row with the lowest and the highest price (without
    the chosen range), a `RATING` row for each of `RATING_LEVELS` that some product reaches and
    no higher one (without the chosen rating) and an `AVAILABLE` row with the number that can be
    had. `counted` is the facet value's id or the rating's level.
    """
    chosen = [picked.code for picked in query.filters]
    parts = [_counts(query, terms, ~Q(term__facet__code__in=chosen) if chosen else Q())]
    parts += [_counts(query.without(code), terms, Q(term__facet__code=code)) for code in chosen]
    parts += [_total(query, terms), _prices(query, terms), _ratings(query, terms)]
    parts.append(_row(documents(replace(query, available_only=True), terms), AVAILABLE, Count("pk")))
    return parts[0].union(*parts[1:], all=True)


def _visible(query: Query) -> Q:
    if not query.buyer.audiences:
        return Q(is_restricted=False)
    shared = SearchAudience.objects.filter(document=OuterRef("pk"), audience__in=query.buyer.audiences)
    return Q(is_restricted=False) | Q(Exists(shared))


def _in_range(price: Range) -> Q:
    limits = Q()
    if price.low is not None:
        limits &= Q(amount__gte=price.low)
    if price.high is not None:
        limits &= Q(amount__lte=price.high)
    return limits


def _with_lowest_price(found: QuerySet[SearchDocument], query: Query) -> QuerySet[SearchDocument]:
    lowest = Q(price_rows__price_key=query.buyer.price_key, price_rows__is_lowest=True)
    return found.annotate(lowest=FilteredRelation("price_rows", condition=lowest))


def _by_price(sort: Sort) -> OrderBy:
    price = F("lowest__amount")
    return price.desc(nulls_last=True) if sort == Sort.PRICE_DESCENDING else price.asc(nulls_last=True)


def score(text: str) -> Any:
    """Return the expression that ranks documents: part number, then title, then the rest."""
    points = [Case(When(code_terms__contains=f" {normalise_code(text)} ", then=WHOLE_CODE), default=0)]
    points += [
        Case(
            When(title_terms__contains=f" {token} ", then=TITLE_WORD),
            When(title_terms__contains=f" {token}", then=TITLE_BEGINNING),
            When(code_terms__contains=f" {token}", then=CODE_BEGINNING),
            default=0,
        )
        for token in query_tokens(text)
    ]
    return reduce(add, points)


# PostgreSQL matches the columns of a union by type, and a bare NULL is text to it.
_NOTHING = Cast(Value(None), BigIntegerField())
COLUMNS = ("kind", "counted", "number", "low", "high")


def _row(
    rows: QuerySet[Any],
    kind: int,
    number: Any,
    *,
    of: Any = _NOTHING,
    low: Any = _NOTHING,
    high: Any = _NOTHING,
) -> QuerySet[Any, tuple[Any, ...]]:
    """Aggregate rows into the frame's columns; without anything to group by, into one row."""
    grouped = rows.order_by().annotate(kind=Value(kind, IntegerField()), counted=of)
    counted = grouped.values("kind", "counted").annotate(number=number, low=low, high=high)
    return counted.values_list(*COLUMNS)


def _counts(query: Query, terms: TermIds, facets: Q) -> QuerySet[Any, tuple[Any, ...]]:
    rows = SearchFacet.objects.filter(facets)
    if query.is_narrowed:
        # Several variants of a product may match: a product counts once.
        rows = rows.filter(variant__in=variants(query, terms).values("pk"))
        number = Count("document", distinct=True)
    else:
        rows = rows.filter(is_first=True)
        number = Count("pk")
    rows = rows.filter(document__in=documents(_unnarrowed(query), terms).values("pk"))
    return _row(rows, TERM, number, of=F("term_id"))


def _unnarrowed(query: Query) -> Query:
    return replace(query, filters=(), price=None, available_only=False)


def _total(query: Query, terms: TermIds) -> QuerySet[Any, tuple[Any, ...]]:
    return _row(documents(query, terms), TOTAL, Count("pk"))


def _prices(query: Query, terms: TermIds) -> QuerySet[Any, tuple[Any, ...]]:
    rows = SearchPrice.objects.filter(price_key=query.buyer.price_key)
    unpriced = replace(query, price=None)
    if unpriced.is_narrowed:
        rows = rows.filter(variant__in=variants(unpriced, terms).values("pk"))
    rows = rows.filter(document__in=documents(_unnarrowed(query), terms).values("pk"))
    return _row(rows, PRICES, Count("pk"), low=Min("amount"), high=Max("amount"))


def _ratings(query: Query, terms: TermIds) -> QuerySet[Any, tuple[Any, ...]]:
    rows = documents(replace(query, least_rating=None), terms)
    level = Case(
        *(When(rating__gte=least, then=least) for least in RATING_LEVELS), output_field=BigIntegerField()
    )
    return _row(rows.filter(rating__gte=min(RATING_LEVELS)), RATING, Count("pk"), of=level)
