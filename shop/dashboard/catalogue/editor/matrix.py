"""Variants in one go: every combination of the chosen options that is not there yet."""

from collections.abc import Iterator
from itertools import product as combinations
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy
from oscar.core.utils import slugify

from shop.catalogue.models import AttributeOption
from shop.dashboard.catalogue.editor.family import CHOICE, Family
from shop.dashboard.catalogue.editor.schema import PREFIX as ATTRIBUTE, ProductClassSchema
from shop.dashboard.catalogue.editor.variants import IDENTIFIERS, LOCKABLE, ROWS

PREFIX = "m"
MOST_AT_ONCE = 200
LONGEST_WORD = 255
LONGEST_SKU = 120
SHORT = 3


class MatrixForm(forms.Form):
    """Options to combine, ticked or newly written, and what all new variants have."""

    cells = (*LOCKABLE, "pattern")
    price = forms.CharField(label=gettext_lazy("Price for all"), required=False)
    cost = forms.CharField(label=gettext_lazy("Cost for all"), required=False)
    stock = forms.CharField(label=gettext_lazy("Stock for all"), required=False)
    pattern = forms.CharField(label=gettext_lazy("SKU pattern"), required=False)

    def __init__(self, data: QueryDict | None = None, *, family: Family) -> None:
        super().__init__(data, prefix=PREFIX)
        self.family = family
        for name in self.cells:
            self.fields[name].widget.attrs = {"size": 24 if name == "pattern" else 8}
            if name != "pattern":
                self.fields[name].widget.attrs["inputmode"] = "numeric" if name == "stock" else "decimal"
        self.fields["pattern"].widget.attrs["aria-describedby"] = "pattern-help"
        if family.is_locked:
            for name in LOCKABLE:
                del self.fields[name]
        held = family.initial_attributes(family.product, family.own_attributes)
        self.codes = [axis.code for axis in family.schema.axes if not held.get(f"{ATTRIBUTE}{axis.code}")]
        for code in self.codes:
            options = [(str(option.pk), option.label) for option in family.schema.options_of(code)]
            self.fields[f"options-{code}"] = forms.MultipleChoiceField(
                choices=options,
                required=False,
                label=family.schema.attributes[code].name,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"new-{code}"] = forms.CharField(
                required=False,
                label=_("New options, separated by commas"),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @property
    def axes(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """The attributes to combine: code, options, and the field for new ones."""
        return ((code, self[f"options-{code}"], self[f"new-{code}"]) for code in self.codes)

    def words_of(self, code: str) -> list[str]:
        """Return the new options that were written for an attribute."""
        typed = self.cleaned_data.get(f"new-{code}", "").replace("\u3001", ",").replace("，", ",")
        return [word.strip()[:LONGEST_WORD] for word in typed.split(",") if word.strip()]

    @transaction.atomic
    def choose(self) -> dict[str, list[int]]:
        """Return the options of each attribute, with the new words made options of their groups."""
        schema, chosen = self.family.schema, {}
        for code in self.codes:
            options = [int(pk) for pk in self.cleaned_data.get(f"options-{code}", ())]
            last = len(schema.options_of(code))
            for place, word in enumerate(self.words_of(code), last):
                option, _made = AttributeOption.objects.get_or_create(
                    group=schema.attributes[code].option_group, option=word, defaults={"position": place}
                )
                options += [option.pk] if option.pk not in options else []
            if options:
                chosen[code] = options
        return chosen

    def extend(
        self, data: QueryDict, rows: Any, chosen: dict[str, list[int]], schema: ProductClassSchema
    ) -> int:
        """Add a row to the form's data for each combination that has none; return how many were added.

        Where a product had no variants, its one row becomes the first of them and its cells fill the others.
        `rows` is the formset as it was sent, `schema` knows the new words. At most 200 rows at once.
        """
        cells = {name: self.cleaned_data[name] for name in LOCKABLE if self.cleaned_data.get(name)}
        first = next((form for form in rows.forms if not form.choices), None)
        if first is not None:
            cells = {**_raw_cells(first), **cells}
        code = data.get("code", "").strip()
        there = {tuple(sorted(form.choices.items())) for form in rows.forms}
        used = {data.get(f"{form.prefix}-sku", "") for form in rows.forms}
        axes = list(dict.fromkeys([*data.getlist("axes"), *chosen]))
        data.setlist("axes", axes)
        place, added = len(rows.forms), 0
        for values in list(combinations(*chosen.values()))[:MOST_AT_ONCE]:
            choices = dict(zip(chosen, values, strict=True))
            if tuple(sorted(choices.items())) in there:
                continue
            prefix = first.prefix if first is not None else f"{ROWS}-{place}"
            number = place if first is not None else place + 1
            sku = sku_for(self.cleaned_data["pattern"], code, choices, schema, used, number=number)
            held = data.get(f"{prefix}-sku", "")
            # The number of the product stays the product's.
            row = {**cells, "sku": sku if held in {"", code} else held, "is_public": "on"}
            row |= {f"{CHOICE}{axis}": str(option) for axis, option in choices.items()}
            for name, value in row.items():
                data[f"{prefix}-{name}"] = value
            place += first is None
            first = None
            used.add(row["sku"])
            added += 1
        data[f"{ROWS}-TOTAL_FORMS"] = str(place)
        return added


def _raw_cells(form: Any) -> dict[str, str]:
    """Return the cells of a row as they were typed, without what belongs to it alone."""
    raw = {field.name: field.data for field in form.cells if field.name not in IDENTIFIERS}
    return {name: value for name, value in raw.items() if isinstance(value, str) and value}


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
    sku = sku[:LONGEST_SKU] or str(number)
    found, again = sku, 2
    while found in used:
        found, again = f"{sku}-{again}", again + 1
    return found


def short(label: str) -> str:
    """Shorten an option for a SKU: figures stay, words become three letters."""
    word = slugify(label).replace("-", "")
    figures = "".join(character for character in word if character.isdigit())
    return figures or word[:SHORT].upper()
