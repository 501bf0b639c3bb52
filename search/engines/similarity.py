"""Products like another one: by the rarest words of its title and by its kind, the same for every engine."""

from collections.abc import Sequence

from search.engines.interpretation import Counter, Interpretation
from search.matching import AnyOf, Condition, Word
from search.models import SearchDocument
from search.types import BuyerContext, Query

# So many words of the title are counted, and so many of these asked.
COUNTED, ASKED = 24, 8
SHARED = 2


def likeness(product_id: int, count: Counter) -> Interpretation | None:
    """Return what documents like this one have; None where it shares no word with any, or is not kept.

    One query, and `count` once. Numbers are left out: the same size makes nothing alike.
    """
    row = SearchDocument.objects.filter(pk=product_id).only("title_terms", "kinds").first()
    tokens = dict.fromkeys(token for token in row.title_terms.split() if token.isalpha()) if row else {}
    words = [Word(token, token, is_whole=True) for token in list(tokens)[:COUNTED]]
    if row is None or not words:
        return None
    numbers = zip(count(words), words, strict=True)
    shared = sorted((number, word.stem, word) for number, word in numbers if number >= SHARED)
    if not shared:
        return None
    condition = _any_of([word for _number, _stem, word in shared[:ASKED]])
    return Interpretation(full=condition, found=condition, code="", kinds=tuple(row.kinds.split()))


def likeness_query(buyer: BuyerContext, *, limit: int) -> Query:
    """Return the question for one page of products like another, which is among them itself."""
    return Query(buyer=buyer, page_size=limit + 1, with_facets=False)


def others(product_id: int, found: Sequence[int], *, limit: int) -> tuple[int, ...]:
    """Return what was found without the product itself."""
    return tuple(pk for pk in found if pk != product_id)[:limit]


def _any_of(words: Sequence[Word]) -> Condition:
    return words[0] if len(words) == 1 else AnyOf(tuple(words))
