"""Variants in one go: every combination of the chosen options that is not there yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product as combinations
from typing import Any

from django.db import transaction
from oscar.core.utils import slugify

from shop.catalogue.models import AttributeOption
from shop.dashboard.catalogue.editor.draft import CELLS, SELF, Draft, VariantRow
from shop.dashboard.catalogue.editor.schema import ProductClassSchema
from shop.numbers import whole_number

MOST_AT_ONCE = 200
SHORT = 3


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """What was asked for: options by attribute code, new words by attribute code, cells for all."""

    options: dict[str, list[int]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    pattern: str = ""
    cells: dict[str, str] = field(default_factory=dict)


def posted_matrix(data: Any, schema: ProductClassSchema) -> Matrix:
    """Read the panel above the table."""
    options, words = {}, {}
    for axis in schema.axes:
        known = {option.pk for option in schema.options_of(axis.code)}
        ticked = [whole_number(value) for value in data.getlist(f"m-options-{axis.code}")]
        options[axis.code] = [pk for pk in ticked if pk in known]
        typed = data.get(f"m-new-{axis.code}", "").replace("\u3001", ",").replace("，", ",").split(",")
        words[axis.code] = [word.strip()[:255] for word in typed if word.strip()]
    cells = {name: data.get(f"m-{name}", "").strip() for name in (*CELLS, *_attribute_cells(schema))}
    return Matrix(options=options, words=words, pattern=data.get("m-pattern", "").strip(), cells=cells)


def _attribute_cells(schema: ProductClassSchema) -> list[str]:
    return [f"attr_{code}" for code in schema.attributes]


@transaction.atomic
def add_words(matrix: Matrix, schema: ProductClassSchema) -> dict[str, list[int]]:
    """Return the options of each axis, with the new words made options of their groups."""
    chosen = {code: list(options) for code, options in matrix.options.items()}
    for code, words in matrix.words.items():
        group = schema.attributes[code].option_group
        last = len(schema.options_of(code))
        for place, word in enumerate(words):
            option, _made = AttributeOption.objects.get_or_create(
                group=group, option=word, defaults={"position": last + place}
            )
            if option.pk not in chosen[code]:
                chosen[code].append(option.pk)
    return {code: options for code, options in chosen.items() if options}


def extend(draft: Draft, matrix: Matrix, schema: ProductClassSchema, chosen: Mapping[str, list[int]]) -> int:
    """Add a row for each combination that has none; return how many were added.

    Where a product had no variants, its one row becomes the first of them and its cells fill
    the others. At most 200 rows at once.
    """
    draft.axes = list(dict.fromkeys([*draft.axes, *chosen]))
    draft.attributes = {code: value for code, value in draft.attributes.items() if code not in draft.axes}
    first = draft.row(SELF)
    if first is not None and not first.choices:
        fill = {name: value for name, value in first.cells.items() if name not in {"sku", "upc"}}
    else:
        first, fill = None, {}
    there = {tuple(sorted(row.choices.items())) for row in draft.variants}
    used = {row.cells.get("sku", "") for row in draft.variants}
    added = 0
    for values in list(combinations(*chosen.values()))[:MOST_AT_ONCE]:
        choices = dict(zip(chosen, values, strict=True))
        if tuple(sorted(choices.items())) in there:
            continue
        cells = {**fill, **{name: value for name, value in matrix.cells.items() if value}}
        number = len(draft.variants) + 1
        sku = sku_for(matrix.pattern, draft.code, choices, schema, used, number=number)
        if first is not None:
            first.choices = choices
            if first.cells.get("sku") == draft.code:  # the number stays the product's
                first.cells["sku"] = ""
            first.cells |= {name: value for name, value in matrix.cells.items() if value}
            first.cells["sku"] = first.cells.get("sku") or sku
            sku, first = first.cells["sku"], None
        else:
            key = _free_key(draft.variants)
            draft.variants.append(VariantRow(key=key, choices=choices, cells={**cells, "sku": sku}))
        used.add(sku)
        added += 1
    return added


def _free_key(rows: Iterable[VariantRow]) -> str:
    taken = {row.key for row in rows}
    number = len(taken)
    while f"n{number}" in taken:
        number += 1
    return f"n{number}"


def sku_for(
    pattern: str,
    code: str,
    choices: dict[str, int],
    schema: ProductClassSchema,
    used: set[str],
    *,
    number: int,
) -> str:
    """Write a SKU by a pattern that is not among the `used` ones.

    `{code}` is the product's number, `{n}` counts, `{glaze}` is short for the option of that
    attribute ("TID", "42"). What is taken gets a number behind it.
    """
    pattern = pattern or "-".join(["{code}" if code else "", *(f"{{{axis}}}" for axis in choices)]).strip("-")
    sku = pattern.replace("{code}", code).replace("{n}", f"{number:02d}")
    for axis, option in choices.items():
        known = schema.option_labels.get(option)
        sku = sku.replace(f"{{{axis}}}", short(known.label) if known else str(option))
    sku = sku[:120] or str(number)
    found, again = sku, 2
    while found in used:
        found, again = f"{sku}-{again}", again + 1
    return found


def short(label: str) -> str:
    """Shorten an option for a SKU: figures stay, words become three letters."""
    word = slugify(label).replace("-", "")
    figures = "".join(character for character in word if character.isdigit())
    return figures or word[:SHORT].upper()
