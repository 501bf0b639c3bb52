"""What a search of the timeline looks in: the words of an entry, folded."""

from collections.abc import Iterator

from shop.tokens import normalise_text

# Values that nobody looks for, by the key they have in an entry's data; so are those of "..._id".
UNSEARCHED = {"currency", "is_automatic", "due_at", "email_confirmed"}


def search_text(title: str, text: str, data: object) -> str:
    """Return title, text and the values of `data` as they are searched."""
    return normalise_text(" ".join(filter(None, [title, text, *_leaves(data)])))


def _leaves(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif isinstance(value, str | int | float) and not (name in UNSEARCHED or name.endswith("_id")):
        yield str(value)
