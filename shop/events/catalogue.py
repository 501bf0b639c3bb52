"""The catalogue of events as Markdown, from the code itself."""

from inspect import cleandoc

from django.apps import apps

from shop.events.payloads import hints_of, type_name
from shop.events.registry import EVENTS, DomainEvent, subscribers_of

BEGIN = "<!-- catalogue: written by manage.py events_doc -->"
END = "<!-- end of catalogue -->"


def with_catalogue(document: str) -> str:
    """Put the catalogue between the two marks of a document. Raises ValueError when a mark is missing."""
    before, begin, rest = document.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The document has no place for the catalogue: {BEGIN} ... {END}")
    entries = "\n".join(entry(kind) for kind in documented_events())
    return f"{before}{BEGIN}\n\n{entries}\n{END}{after}"


def documented_events() -> list[type[DomainEvent]]:
    """List the events of installed apps, by name; those that only a test declares are left out."""
    return [kind for _name, kind in sorted(EVENTS.items()) if apps.get_containing_app_config(kind.__module__)]


def entry(kind: type[DomainEvent]) -> str:
    """Describe one event: what it says, its fields, its order and who hears it."""
    fields = ", ".join(f"`{name}: {type_name(hint)}`" for name, hint in hints_of(kind).items())
    lines = [
        f"### {kind.__name__}",
        "",
        cleandoc(kind.__doc__ or ""),
        "",
        f"- declared in `{kind.__module__}`, version {kind.version}",
        f"- fields: {fields or 'none'}",
        f"- in order by: {f'`{kind.ordering}`' if kind.ordering else 'nothing'}",
    ]
    heard = sorted(subscribers_of(kind.__name__))
    lines += ["- heard by:", *(f"  - `{name}`" for name in heard)] if heard else ["- heard by: nobody yet"]
    return "\n".join([*lines, ""])
