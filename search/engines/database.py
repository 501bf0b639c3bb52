"""The engine that needs nothing but the site's own database."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.core.cache import cache

from search.engines import database_reading as reading, database_writing as writing
from search.engines.cache import SECONDS, facet_counts_key, invalidate
from search.facet_labels import facets_by_id
from search.models import SearchDocument
from search.spelling import add_words, remove_other_words
from search.types import RATING_LEVELS, Facet, ProductDocument, Query, Range, Result


@dataclass(frozen=True, kw_only=True)
class FacetCounts:
    """All of a result but its page."""

    total: int
    facets: tuple[Facet, ...]
    price_bounds: Range | None
    ratings: Mapping[int, int]
    available: int


class DatabaseEngine:
    """Documents in tables of their own; a listing takes one to four queries."""

    name = "database"

    def index(self, documents: Iterable[ProductDocument]) -> int:
        """Write documents in batches, each in its own transaction."""
        sent = 0
        stream = iter(documents)
        while batch := list(islice(stream, writing.BATCH)):
            if writing.write(batch):
                invalidate()
            sent += len(batch)
        return sent

    def delete(self, product_ids: Collection[int], *, version: int) -> None:
        """Take products out."""
        if writing.remove(product_ids, version=version):
            invalidate()

    def rebuild(self, documents: Iterable[ProductDocument]) -> int:
        """Write every document over its old self, then take out what no document named.

        What is written meanwhile by others has a newer version and stays; a product first
        indexed meanwhile is not among the ids that were held before, and stays too.
        """
        left_over = dict(SearchDocument.objects.values_list("pk", "version"))
        words: set[str] = set()

        def noting() -> Iterator[ProductDocument]:
            for document in documents:
                left_over.pop(document.product_id, None)
                words.update(writing.words_of(document))
                yield document

        sent = self.index(noting())
        for product_id, version in left_over.items():
            self.delete([product_id], version=version)
        add_words(words)
        remove_other_words(but=words)
        return sent

    def search(self, query: Query) -> Result:
        """Answer from the tables: one query for the page, two more when the rest is not remembered.

        Where facet values are chosen, one more looks them up and one finds the variants of the page's hits.
        """
        terms = reading.chosen_terms(query)
        frame = self._facet_counts(query, terms)
        last = query.offset + query.page_size
        page = reading.ordered(query, terms).values_list("pk", flat=True)[query.offset : last]
        hits = tuple(page) if frame.total > query.offset else ()
        return Result(
            product_ids=hits,
            total=frame.total,
            facets=frame.facets,
            price_bounds=frame.price_bounds,
            ratings=frame.ratings,
            available=frame.available,
            matches=reading.matches(query, terms, hits) if query.filters and hits else {},
            engine=self.name,
        )

    def count(self, query: Query) -> int:
        """Count without the rest."""
        return reading.documents(query, reading.chosen_terms(query)).count()

    def digests(self) -> dict[int, int]:
        """Read them from the documents' table."""
        return dict(SearchDocument.objects.values_list("pk", "digest"))

    def _facet_counts(self, query: Query, terms: reading.TermIds) -> FacetCounts:
        key = facet_counts_key(query)
        frame: FacetCounts | None = cache.get(key)
        if frame is None:
            frame = self._counted(query, terms)
            cache.set(key, frame, SECONDS)
        return frame

    def _counted(self, query: Query, terms: reading.TermIds) -> FacetCounts:
        total, available, bounds = 0, 0, None
        counts: dict[int, int] = {}
        ratings = dict.fromkeys(RATING_LEVELS, 0)
        for kind, counted, number, low, high in reading.facet_count_rows(query, terms):
            if kind == reading.TOTAL:
                total = number
            elif kind == reading.PRICES:
                bounds = None if low is None else Range(low=low, high=high)
            elif kind == reading.RATING:
                ratings |= {level: ratings[level] + number for level in RATING_LEVELS if level <= counted}
            elif kind == reading.AVAILABLE:
                available = number
            else:
                counts[counted] = number
        facets = facets_by_id(counts, query.buyer.language) if counts else ()
        return FacetCounts(
            total=total, facets=facets, price_bounds=bounds, ratings=ratings, available=available
        )
