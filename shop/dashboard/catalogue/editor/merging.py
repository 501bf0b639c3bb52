"""Two people with one product: the second saver sees what the first changed and loses nothing typed.

The page carries what it was drawn from (`base`). At the save it is compared with what the shop
holds now: what only the other changed is taken over into the draft, what both changed is named and
stays as it was typed. Nothing is written then; the next save is made from what was seen.
"""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from shop.backoffice.edits.comparing import Flat, others_changes
from shop.catalogue.limits import LIMIT_FIELDS
from shop.catalogue.models import Product
from shop.dashboard.catalogue.editor.draft import LANGUAGES, LOCKABLE, Draft, VariantRow
from shop.dashboard.catalogue.editor.schema import ProductClassSchema
from shop.money import as_stored
from shop.numbers import whole_number

VARIANT_CELL = re.compile(r"v:\d+:(sku|upc|price|cost|stock|public|attr_[\w-]+)\Z")
AMOUNTS = {"price", "cost"}
LIMIT_COLUMNS: dict[str, Any] = {name: Product._meta.get_field(name) for name in LIMIT_FIELDS}
PLAIN: dict[str, str | Promise] = {
    "slug": pgettext_lazy("of a web page", "URL"),
    "code": gettext_lazy("SKU"),
    "is_public": gettext_lazy("For sale"),
    "categories": gettext_lazy("Categories"),
    "ranges": gettext_lazy("Collections"),
    "pictures": gettext_lazy("Images"),
    "title": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "meta_title": gettext_lazy("SEO title"),
    "meta_description": gettext_lazy("SEO description"),
    "sku": gettext_lazy("SKU"),
    "upc": gettext_lazy("EAN"),
    "price": gettext_lazy("Price"),
    "cost": gettext_lazy("Cost per unit"),
    "stock": gettext_lazy("In stock"),
    "public": gettext_lazy("Visible"),
    **{name: LIMIT_COLUMNS[name].verbose_name for name in LIMIT_FIELDS},
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something that was changed meanwhile; `is_conflict` where both changed it and the typed one stays."""

    label: str
    before: str
    now: str
    is_conflict: bool


def flat(draft: Draft) -> Flat:
    """Lay a draft out as names and comparable words; rows that are new have no name yet."""
    found = {**draft.texts, **draft.limits}
    found |= {"slug": draft.slug, "code": draft.code, "is_public": "yes" if draft.is_public else ""}
    found |= {"categories": _joined(draft.categories), "ranges": _joined(draft.ranges)}
    for code, value in draft.attributes.items():
        found[f"attr:{code}"] = value if isinstance(value, str) else _joined(value)
    for row in draft.variants:
        if row.pk is None:
            continue
        found[f"v:{row.pk}:public"] = "yes" if row.is_public else ""
        for name, value in row.cells.items():
            if draft.is_locked and name in LOCKABLE:
                continue
            found[f"v:{row.pk}:{name}"] = _amount(value) if name in AMOUNTS else value
    cards = [[card.file, card.caption, sorted(card.owners)] for card in draft.pictures if not card.is_removed]
    found["pictures"] = json.dumps(cards)
    return found


def _joined(values: list[int] | list[str]) -> str:
    return ",".join(str(value) for value in sorted(values, key=str))


def _amount(value: str) -> str:
    with suppress(InvalidOperation):
        return str(as_stored(Decimal(value)))
    return value


def as_base(draft: Draft) -> str:
    """Write down what the page is drawn from."""
    return json.dumps(flat(draft))


def posted_base(raw: str) -> Flat:
    """Read what the page was drawn from; what cannot be read compares with nothing."""
    with suppress(ValueError, TypeError, RecursionError):
        found = json.loads(raw)
        if isinstance(found, dict):
            return {str(key): str(value) for key, value in found.items()}
    return {}


def merge(mine: Draft, base: Flat, theirs: Draft, schema: ProductClassSchema) -> list[Change]:
    """Take over into `mine` what only the other changed; return every change that the user must see.

    Pieces that were sold meanwhile are no news: where the stock was not touched, the new number is
    taken over in silence.
    """
    if not base:
        return []
    typed, held = flat(mine), flat(theirs)
    changes = []
    for key, touched in others_changes(base, typed, held, _names_of(base, held)):
        if not touched:
            _take(mine, theirs, key)
        if key.endswith(":stock") and not touched and key in held:
            continue
        is_gone = key.startswith("v:") and key not in held
        if typed.get(key) == held.get(key) or (is_gone and not key.endswith(":sku")):
            continue
        changes.append(
            Change(
                label=_label(key, schema, theirs),
                before=_words(key, base.get(key), schema),
                now=_words(key, held.get(key), schema),
                is_conflict=touched,
            )
        )
    return changes


def _names_of(base: Flat, held: Flat) -> list[str]:
    """Name everything that can differ: what is held, and the cells of variants that are gone."""
    return [*held, *(key for key in base if key not in held and VARIANT_CELL.match(key))]


def _take(mine: Draft, theirs: Draft, key: str) -> None:
    """Put what the shop holds under a name into the draft."""
    if key.startswith("v:"):
        _take_cell(mine, theirs, key)
    elif key.startswith("attr:"):
        code = key.removeprefix("attr:")
        if code in theirs.attributes:
            mine.attributes[code] = theirs.attributes[code]
    elif key in mine.limits:
        mine.limits[key] = theirs.limits[key]
    elif key in mine.texts:
        mine.texts[key] = theirs.texts[key]
    else:
        setattr(mine, key, getattr(theirs, key))


def _take_cell(mine: Draft, theirs: Draft, key: str) -> None:
    _v, number, name = key.split(":", 2)
    here, there = mine.row(number) or _own(mine, number), theirs.row(number) or _own(theirs, number)
    if there is None:
        if here is not None:  # deleted meanwhile: what was typed would make it anew
            here.pk = None
            here.is_removed = True
    elif here is None:
        mine.variants.append(there)
    elif name == "public":
        here.is_public = there.is_public
    else:
        here.cells[name] = there.cells.get(name, "")


def _own(draft: Draft, number: str) -> VariantRow | None:
    return next((row for row in draft.variants if str(row.pk) == number), None)


def _label(key: str, schema: ProductClassSchema, theirs: Draft) -> str:
    if key.startswith("v:"):
        _v, number, name = key.split(":", 2)
        row = next((row for row in theirs.variants if str(row.pk) == number), None)
        variant = schema.variant_name(row.choices) if row else ""
        what = (
            _attribute_name(name.removeprefix("attr_"), schema) if name.startswith("attr_") else PLAIN[name]
        )
        if row is None:
            return _("Removed variant: %(what)s") % {"what": what}
        return f"{variant}: {what}" if variant else str(what)
    if key.startswith("attr:"):
        return _attribute_name(key.removeprefix("attr:"), schema)
    if key in PLAIN:
        return str(PLAIN[key])
    for suffix, _code, language in LANGUAGES:
        if key.endswith(f"_{suffix}"):
            return f"{PLAIN[key.removesuffix(f'_{suffix}')]} ({language})"
    return key


def _attribute_name(code: str, schema: ProductClassSchema) -> str:
    attribute = schema.attributes.get(code)
    return str(attribute.name) if attribute else code


def _words(key: str, value: str | None, schema: ProductClassSchema) -> str:
    """Show a value to a reader: names for numbers, no markup, not too long."""
    value = value or ""
    readers: dict[str, Callable[[str], str]] = {
        "categories": lambda ids: _names(ids, {str(c.pk): str(c.name) for c in schema.categories}),
        "ranges": lambda ids: _names(ids, {str(r.pk): str(r.name) for r in schema.ranges}),
        "pictures": lambda cards: str(len(json.loads(cards or "[]"))),
    }
    if key in readers:
        return readers[key](value)
    option = whole_number(value) if key.startswith("attr:") else None
    if option in schema.option_labels:
        return schema.option_labels[option].label
    if key == "is_public" or key.endswith(":public"):
        return _("yes") if value else _("no")
    return Truncator(strip_tags(value)).chars(200) or "–"


def _names(ids: str, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(pk, pk) for pk in ids.split(",") if pk) or "–"
