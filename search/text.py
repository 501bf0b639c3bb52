"""Words as the database engine keeps and compares them."""

from collections.abc import Iterable

from shop.tokens import is_cjk, normalise_text, singular, tokenize

__all__ = ["LONGEST_TOKEN", "code_tokens", "index_tokens", "normalise_code", "normalise_text", "query_tokens"]
MAX_QUERY_TOKENS = 8
LONGEST_TOKEN = 64


def _tokenize(text: str) -> list[str]:
    return [run[:LONGEST_TOKEN] for run in tokenize(text)]


def index_tokens(text: str) -> list[str]:
    """Return the tokens to keep of a text, in order and without repetition.

    Chinese, Japanese and Korean are not divided by spaces, so a run of them is kept as its
    characters and its pairs of neighbours; everything else as words.
    """
    kept: dict[str, None] = {}
    for run in _tokenize(text):
        if is_cjk(run):
            kept.update(dict.fromkeys(run))
            kept.update(dict.fromkeys(_pairs(run)))
        else:
            kept[run] = None
    return list(kept)


def code_tokens(codes: Iterable[str]) -> list[str]:
    """Return the tokens of part numbers: their pieces and the whole without signs between."""
    kept: dict[str, None] = {}
    for code in codes:
        tokenize = _tokenize(code)
        kept.update(dict.fromkeys(tokenize))
        if len(tokenize) > 1:
            kept["".join(tokenize)[:LONGEST_TOKEN]] = None
    return list(kept)


def query_tokens(text: str) -> list[str]:
    """Return the tokens that must each begin a token of a document that matches.

    Of a run of Chinese only its pairs are asked; an English plural is asked without its ending.
    At most `MAX_QUERY_TOKENS`: the rest of a longer question adds nothing but work.
    """
    asked: dict[str, None] = {}
    for run in _tokenize(text):
        if is_cjk(run):
            asked.update(dict.fromkeys(_pairs(run) or [run]))
        else:
            asked[singular(run)] = None
    return list(asked)[:MAX_QUERY_TOKENS]


def normalise_code(text: str) -> str:
    """Return a text as one token, as part numbers are compared."""
    return "".join(_tokenize(text))[:LONGEST_TOKEN]


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]
