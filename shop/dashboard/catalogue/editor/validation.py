"""Bringing a draft to the shop's types, with an error beside each field that cannot be used."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug
from django.db.models import Q
from django.utils.translation import gettext as _
from oscar.core.utils import slugify
from stdnum import ean

from shop.catalogue.limits import check_limits, limits_of
from shop.catalogue.models import Product, ProductAttribute
from shop.dashboard.catalogue.editor.draft import CELLS, SELF, Draft, VariantRow
from shop.dashboard.catalogue.editor.schema import ProductClassSchema
from shop.dashboard.catalogue.editor.uploads import staged_name
from shop.money import MoneyField
from shop.partner.models import Partner, StockRecord

EAN_LENGTHS = {8, 12, 13, 14}
LONGEST = {"title": 255, "meta_title": 255}


def amount_field() -> MoneyField:
    """Return the field of an amount in the shop's currency, or empty."""
    return MoneyField(required=False)


@dataclass
class ValidatedRow:
    """A variant in the shop's types; None where the field was left empty."""

    row: VariantRow
    sku: str
    upc: str | None
    price: Decimal | None
    cost: Decimal | None
    stock: int | None
    attributes: dict[str, Any]


@dataclass
class ValidatedDraft:
    """A draft in the shop's types."""

    draft: Draft
    slug: str
    partner: Partner | None
    limits: dict[str, int | None] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    rows: list[ValidatedRow] = field(default_factory=list)


class DraftValidator:
    """Checks a draft once; `errors` are lists of words by the name of the input, "" for the page."""

    def __init__(self, draft: Draft, schema: ProductClassSchema, *, product: Product | None) -> None:
        self.draft, self.schema, self.product = draft, schema, product
        self.errors: dict[str, list[str]] = {}

    def refuse(self, name: str, words: str) -> None:
        """Note an error beside an input."""
        self.errors.setdefault(name, []).append(words)

    def clean(self, name: str, form_field: forms.Field, raw: Any) -> Any:
        """Return the value in the field's type, None and an error where it does not fit."""
        try:
            return form_field.clean(raw)
        except ValidationError as error:
            for words in error.messages:
                self.refuse(name, words)
            return None

    def check(self) -> ValidatedDraft | None:
        """Return what can be written, None when anything is wrong."""
        draft = self.draft
        self._texts()
        checked = ValidatedDraft(draft=draft, slug=self._slug(), partner=self._partner())
        checked.limits = self._limits()
        for code, raw in draft.attributes.items():
            attribute = self.schema.attributes[code]
            checked.attributes[code] = self.clean(f"attr_{code}", self._field(attribute), raw)
        checked.rows = [
            self._row(place, row) for place, row in enumerate(draft.variants) if not row.is_removed
        ]
        self._unique(checked)
        self._structure()
        self._pictures()
        return None if self.errors else checked

    def _texts(self) -> None:
        if not self.draft.texts["title_en"]:
            self.refuse("title_en", _("Every product needs a title in English; the others can follow."))
        for name, text in self.draft.texts.items():
            most = next((most for start, most in LONGEST.items() if name.startswith(start)), None)
            if most and len(text) > most:
                self.refuse(name, _("At most %(most)d characters.") % {"most": most})

    def _slug(self) -> str:
        slug = self.draft.slug or slugify(self.draft.texts["title_en"])
        try:
            validate_unicode_slug(slug)
        except ValidationError as error:
            self.refuse("slug", error.messages[0])
        return slug[:255]

    def _limits(self) -> dict[str, int | None]:
        """Check how many of it one order may hold."""
        number = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
        found = {name: self.clean(name, number, raw) for name, raw in self.draft.limits.items()}
        try:
            check_limits(limits_of(Product(**found)))
        except ValidationError as error:
            for name, words in error.message_dict.items():
                self.errors.setdefault(name, []).extend(words)
        return found

    def _partner(self) -> Partner | None:
        partners = self.schema.partners
        chosen = next((p for p in partners if str(p.pk) == self.draft.partner), None)
        return chosen or (partners[0] if partners else None)

    def _field(self, attribute: ProductAttribute) -> forms.Field:
        needed = attribute.required
        choices = [(str(option.pk), option.label) for option in self.schema.options_of(attribute.code)]
        makers: dict[str, Any] = {
            "text": lambda: forms.CharField(required=needed),
            "richtext": lambda: forms.CharField(required=needed),
            "integer": lambda: forms.IntegerField(required=needed),
            "float": lambda: forms.FloatField(required=needed),
            "date": lambda: forms.DateField(required=needed),
            "boolean": lambda: forms.TypedChoiceField(
                required=needed,
                choices=[("", ""), ("yes", "yes"), ("no", "no")],
                coerce=lambda word: word == "yes",
                empty_value=None,
            ),
            "option": lambda: forms.TypedChoiceField(
                required=needed, choices=[("", ""), *choices], coerce=int, empty_value=None
            ),
            "multi_option": lambda: forms.TypedMultipleChoiceField(
                required=needed, choices=choices, coerce=int
            ),
        }
        return makers[attribute.type]()

    def _row(self, place: int, row: VariantRow) -> ValidatedRow:
        prefix, cells = f"v-{place}-", row.cells
        checked = ValidatedRow(
            row=row,
            sku=self.clean(prefix + "sku", forms.CharField(max_length=128), cells.get("sku", "")) or "",
            upc=self._ean(prefix + "upc", cells.get("upc", "")),
            price=self.clean(prefix + "price", amount_field(), cells.get("price", "")),
            cost=self.clean(prefix + "cost", amount_field(), cells.get("cost", "")),
            stock=self.clean(
                prefix + "stock",
                forms.IntegerField(required=False, min_value=0, max_value=10_000_000),
                cells.get("stock", ""),
            ),
            attributes={
                name.removeprefix("attr_"): self.clean(
                    prefix + name, self._field(self.schema.attributes[name.removeprefix("attr_")]), raw
                )
                for name, raw in cells.items()
                if name not in CELLS
            },
        )
        for code in self.draft.axes:
            if row.choices.get(code) not in {option.pk for option in self.schema.options_of(code)}:
                self.refuse(f"{prefix}choice_{code}", _("Choose one."))
        return checked

    def _ean(self, name: str, raw: str) -> str | None:
        """Accept a number whose check digit is right; what is no such number must be short enough."""
        if raw.isdecimal() and len(raw) in EAN_LENGTHS and not ean.is_valid(raw):
            self.refuse(name, _("The check digit of this EAN is wrong; compare it with the label."))
        return self.clean(name, forms.CharField(required=False, max_length=64), raw) or None

    def _unique(self, checked: ValidatedDraft) -> None:
        """Find SKUs and EANs that stand twice here or belong to another product."""
        places = {id(row): place for place, row in enumerate(self.draft.variants)}
        for name in ("sku", "upc"):
            seen = Counter(getattr(row, name) for row in checked.rows if getattr(row, name))
            for row in checked.rows:
                if seen[getattr(row, name)] > 1:
                    self.refuse(f"v-{places[id(row.row)]}-{name}", _("This appears twice."))
        own = self._own_ids(checked)
        skus, upcs = {row.sku for row in checked.rows} - {""}, {row.upc for row in checked.rows} - {None}
        others = Product.objects.exclude(pk__in=own).filter(Q(code__in=skus) | Q(upc__in=upcs))
        taken = {(kind, value) for p in others for kind, value in (("sku", p.code), ("upc", p.upc))}
        records = StockRecord.objects.exclude(product__in=own).filter(partner_sku__in=skus)
        taken |= {("sku", record.partner_sku) for record in records}
        for row in checked.rows:
            for name in ("sku", "upc"):
                if getattr(row, name) and (name, getattr(row, name)) in taken:
                    self.refuse(f"v-{places[id(row.row)]}-{name}", _("Another product already uses this."))
        code = self.draft.code
        if code and Product.objects.exclude(pk__in=own).filter(code=code).exists():
            self.refuse("code", _("Another product already uses this."))
        if code and self.draft.axes and code in skus:
            self.refuse("code", _("One of the variants already uses this."))

    def _own_ids(self, checked: ValidatedDraft) -> set[int]:
        if self.product is None or self.product.pk is None:
            return set()
        children = self.product.children.values_list("pk", flat=True) if self.product.is_parent else ()
        return {self.product.pk, *children}

    def _structure(self) -> None:
        kept = self.draft.kept
        seen = Counter(tuple(sorted(row.choices.items())) for row in kept)
        for place, row in enumerate(self.draft.variants):
            if row in kept and self.draft.axes and seen[tuple(sorted(row.choices.items()))] > 1:
                self.refuse(f"v-{place}-sku", _("Two variants have the same options."))
        if self.draft.is_public and not kept:
            self.refuse("", _("A product without a variant cannot be for sale."))
        if not self.draft.axes and [row.key for row in kept] not in ([], [SELF]) and len(kept) > 1:
            self.refuse("", _("Choose above the table the options in which the variants differ."))

    def _pictures(self) -> None:
        for place, card in enumerate(self.draft.pictures):
            if card.file.startswith("staged:") and not card.is_removed and not staged_name(card.file):
                self.refuse(f"p-{place}-file", _("This upload has expired; please choose the image again."))
            if len(card.caption) > 200:  # noqa: PLR2004 - as the column
                self.refuse(f"p-{place}-caption", _("At most %(most)d characters.") % {"most": 200})
