"""How long a page takes to read."""

import re
from collections.abc import Iterator

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue

WORDS_PER_MINUTE = 220
CHARACTERS_PER_MINUTE = 400
CHINESE = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"\w+")


def reading_minutes(body: StreamValue) -> int:
    """Return the minutes that a reader needs for the words of a body, at least one.

    Chinese is counted by signs, everything else by words.
    """
    text = " ".join(strip_tags(words) for words in _texts([block["value"] for block in body.raw_data]))
    signs = len(CHINESE.findall(text))
    words = len(WORD.findall(CHINESE.sub(" ", text)))
    return max(1, round(signs / CHARACTERS_PER_MINUTE + words / WORDS_PER_MINUTE))


def _texts(value: object) -> Iterator[str]:
    """Yield every text in the stored form of a block, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
