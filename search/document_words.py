"""The words of a document, as every engine keeps them."""

from dataclasses import dataclass

from search.text import code_tokens, index_tokens, joined_tokens, measure_tokens, property_tokens
from search.types import ProductDocument


@dataclass(frozen=True, kw_only=True)
class DocumentWords:
    """Tokens by where they stand: in titles, in part numbers, in the rest; in order, as often as there."""

    title: tuple[str, ...]
    codes: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def count(self) -> int:
        """Return how many there are."""
        return len(self.title) + len(self.codes) + len(self.rest)


def document_words(document: ProductDocument) -> DocumentWords:
    """Return the tokens of a document.

    Neighbours in a title are kept as one word, too, and so are numbers and their units everywhere. The names
    of its own categories are words of its own, beside those that its text already has: they say what it is
    more often than a description does.
    """
    titles, bodies = document.titles.values(), document.bodies.values()
    joined = (token for title in titles for token in joined_tokens(title))
    measures = (token for text in (*bodies, *document.values) for token in measure_tokens(text))
    values = (token for value in document.values for token in property_tokens(value))
    names = index_tokens(" ".join(document.names))
    return DocumentWords(
        title=tuple(index_tokens(" ".join(titles))),
        codes=tuple(code_tokens(document.codes)),
        rest=(*index_tokens(" ".join(bodies)), *values, *joined, *dict.fromkeys(measures), *names),
    )
