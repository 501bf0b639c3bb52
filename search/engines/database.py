"""The engine that needs nothing but the site's own database."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.cache import cache

from search.engines import database_reading as reading, database_writing as writing
from search.engines.cache import SECONDS, facet_counts_key, invalidate
from search.engines.explanations import Explanation, Rule, explained
from search.engines.interpretation import interpret
from search.engines.similarity import likeness, likeness_query, others
from search.facet_labels import facets_by_id
from search.fulltext import KIND_WEIGHT, rank_parts
from search.models import SearchDocument
from search.slips import add_codes, codes_among, remove_other_codes
from search.spelling import add_words, remove_other_words
from search.types import RATING_LEVELS, BuyerContext, Facet, ProductDocument, Query, Range, Result


@dataclass(frozen=True, kw_only=True)
class FacetCounts:
    """All of a result but its page."""

    total: int
    full_matches: int
    facets: tuple[Facet, ...] = ()
    price_bounds: Range | None = None
    ratings: Mapping[int, int] = field(default_factory=dict)
    available: int = 0


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
        codes: dict[str, str] = {}

        def noting() -> Iterator[ProductDocument]:
            for document in documents:
                left_over.pop(document.product_id, None)
                words.update(writing.words_of(document))
                codes.update(codes_among(document.codes))
                yield document

        sent = self.index(noting())
        for product_id, version in left_over.items():
            self.delete([product_id], version=version)
        add_words(words)
        remove_other_words(but=words)
        add_codes(codes)
        remove_other_codes(but=codes)
        return sent

    def search(self, query: Query) -> Result:
        """Answer from the tables: one query for the page, two more when the rest is not remembered.

        How a text is understood takes one more that is remembered as well, two to four where it finds
        nothing as it stands. Where facet values are chosen, one looks them up; where these or prices are, one
        finds the variants of the page's hits.
        """
        asked = self._asked(query)
        counts = self._facet_counts(asked)
        hits = reading.page_of(asked) if counts.total > query.offset else ()
        return Result(
            product_ids=hits,
            total=counts.total,
            full_matches=counts.full_matches,
            corrected_text=asked.words.corrected if asked.words else "",
            facets=counts.facets,
            price_bounds=counts.price_bounds,
            ratings=counts.ratings,
            available=counts.available,
            matches=reading.matches(query, asked.terms, hits) if query.selects_variants and hits else {},
            engine=self.name,
        )

    def count(self, query: Query) -> int:
        """Count without the rest."""
        return reading.documents(self._asked(query)).count()

    def similar(self, product_id: int, *, buyer: BuyerContext, limit: int) -> tuple[int, ...]:
        """Find them by three queries."""
        query = likeness_query(buyer, limit=limit)
        words = likeness(product_id, lambda conditions: reading.word_counts(query, conditions))
        if words is None:
            return ()
        return others(product_id, reading.page_of(reading.Asked(query, {}, words)), limit=limit)

    def explain(self, query: Query, product_ids: Sequence[int]) -> Mapping[int, Explanation]:
        """Rank these documents alone: three queries beside how the text is understood."""
        asked = self._asked(query)
        if asked.words is None or not product_ids:
            return {}
        found = reading.documents(asked).filter(pk__in=product_ids)
        ids = list(found.values_list("pk", flat=True))
        parts = rank_parts(asked.words.found, ids, using=found.db) if ids else {}
        none = (0.0, 0.0, 0.0)
        rules = (Rule.TITLE, Rule.BEGINNING, Rule.TEXT)
        scores = {
            pk: dict(zip(rules, parts.get(pk, none), strict=True)) | {Rule.KIND: KIND_WEIGHT} for pk in ids
        }
        return explained(asked.words, scores)

    def digests(self) -> dict[int, int]:
        """Read them from the documents' table."""
        return dict(SearchDocument.objects.values_list("pk", "digest"))

    def _asked(self, query: Query) -> reading.Asked:
        words = interpret(query, lambda conditions: reading.word_counts(query, conditions))
        return reading.Asked(query, reading.chosen_terms(query), words)

    def _facet_counts(self, asked: reading.Asked) -> FacetCounts:
        if not asked.query.with_facets:
            if asked.is_counted and asked.words:
                return FacetCounts(total=asked.words.number, full_matches=asked.words.number)
            return self._counted(asked, reading.total_rows(asked))
        key = facet_counts_key(asked.query)
        counts: FacetCounts | None = cache.get(key)
        if counts is None:
            counts = self._counted(asked, reading.facet_count_rows(asked))
            cache.set(key, counts, SECONDS)
        return counts

    def _counted(self, asked: reading.Asked, rows: Iterable[tuple[Any, ...]]) -> FacetCounts:
        total, full, available, bounds = 0, None, 0, None
        counts: dict[int, int] = {}
        ratings = dict.fromkeys(RATING_LEVELS, 0)
        for kind, counted, number, low, high in rows:
            if kind == reading.TOTAL:
                total = number
            elif kind == reading.FULL:
                full = number
            elif kind == reading.PRICES:
                bounds = None if low is None else Range(low=low, high=high)
            elif kind == reading.RATING:
                ratings |= {level: ratings[level] + number for level in RATING_LEVELS if level <= counted}
            elif kind == reading.AVAILABLE:
                available = number
            else:
                counts[counted] = number
        is_partial = asked.words is not None and asked.words.is_partial
        return FacetCounts(
            total=total,
            full_matches=(full or 0) if is_partial else total,
            facets=facets_by_id(counts, asked.query.buyer.language) if counts else (),
            price_bounds=bounds,
            ratings=ratings,
            available=available,
        )
