"""Words in the reader's language where rows are read without model instances."""

from collections.abc import Iterable

from modeltranslation.utils import build_localized_fieldname, get_language, resolution_order


def localized_columns(name: str) -> tuple[str, ...]:
    """Return the columns to read for a translated field, the reader's language first.

    `name` may lead over relations ("value_option__option"). `word_of` takes what they hold.
    """
    return tuple(build_localized_fieldname(name, code) for code in resolution_order(get_language()))


def localized_value(words: Iterable[str | None]) -> str:
    """Return the first of the words that is there, as modeltranslation does; empty for none."""
    return next((word for word in words if word), "")
