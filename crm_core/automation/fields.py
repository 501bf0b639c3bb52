"""Fields by their names: those that packages registered, and those that come and go."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from crm_core.automation.registry import CHANGES, FIELD_SOURCES, FIELDS, Choice, Field


def field_named(name: str) -> Field | None:
    """Return a field; None for a name that no package knows (any more)."""
    found = FIELDS.get(name)
    if found is not None:
        return found
    prefix = name.partition(".")[0]
    source = FIELD_SOURCES.get(prefix)
    return next((field for field in source.fields() if field.name == name), None) if source else None


def all_fields() -> Iterator[Field]:
    """Go through all fields, those of packages first."""
    yield from FIELDS
    for source in FIELD_SOURCES:
        yield from source.fields()


def choices_of(field: Field) -> Sequence[Choice]:
    """List what a field's values are chosen from."""
    return field.choices() if field.choices is not None else ()


def changed_fields() -> dict[str, str]:
    """Return the fields whose changes can start a rule, with their labels."""
    found: dict[str, str] = {}
    for source in CHANGES:
        for name, label in source.fields():
            found.setdefault(name, str(label))
    return found


def events_of_change(name: str) -> list[str]:
    """List the events that tell a change of a field."""
    return [source.name for source in CHANGES if name in {each for each, _label in source.fields()}]


def yes_no_words(value: object) -> str:
    """Write a boolean."""
    return _("yes") if value else _("no")
