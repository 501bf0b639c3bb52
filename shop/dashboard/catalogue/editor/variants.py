"""What is sold of a product as a table of rows: its variants, or the product itself."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BoundField
from django.forms.models import BaseModelFormSet, modelformset_factory
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy
from stdnum import ean

from shop.backoffice.edits.forms import merging_formset
from shop.catalogue.models import Product
from shop.dashboard.catalogue.editor.family import CHOICE, Family
from shop.dashboard.catalogue.editor.forms import TAKEN, FamilyForm
from shop.dashboard.catalogue.editor.schema import PREFIX
from shop.money import MoneyField
from shop.partner.models import StockRecord

ROWS = "v"
"""The prefix of the rows in the form."""
MOST_ROWS = 400
MOST_PIECES = 10_000_000
EAN_LENGTHS = {8, 12, 13, 14}
LOCKABLE = ("price", "cost", "stock")
IDENTIFIERS = ("sku", "upc")


class CellInput(forms.TextInput):
    """An input that is written without a template: a table has thousands of them."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Write the input."""
        given: dict[str, object] = {"type": "text", "name": name, **self.build_attrs(self.attrs, attrs)}
        shown = self.format_value(value)
        return format_html("<input{}>", flatatt(given if shown is None else {**given, "value": shown}))


def _number(mode: str) -> CellInput:
    return CellInput(attrs={"inputmode": mode, "class": "numeric", "size": 8})


class VariantForm(FamilyForm):
    """One sold piece with its number, price, stock, attributes and the options that tell it apart."""

    sku = forms.CharField(label=gettext_lazy("SKU"), max_length=128, widget=CellInput)
    price = MoneyField(label=gettext_lazy("Price"), required=False, widget=_number("decimal"))
    cost = MoneyField(label=gettext_lazy("Cost per unit"), required=False, widget=_number("decimal"))
    stock = forms.IntegerField(
        label=gettext_lazy("In stock"),
        required=False,
        min_value=0,
        max_value=MOST_PIECES,
        widget=_number("numeric"),
    )

    # Pieces that were sold meanwhile are no news.
    quiet = frozenset({"stock"})
    field_order = ("sku", "upc", "price", "cost", "stock")

    class Meta:
        model = Product
        fields = ("upc", "is_public")
        labels = {"upc": gettext_lazy("EAN"), "is_public": gettext_lazy("Visible")}
        help_texts = {"upc": "", "is_public": ""}
        widgets = {"upc": CellInput}

    def __init__(self, *args: Any, family: Family, **kwargs: Any) -> None:
        self.family = family
        held = kwargs.get("instance")
        if held is not None:
            kwargs["initial"] = family.initial_row(held)
        super().__init__(*args, **kwargs)
        for code in family.columns:
            field = self.fields[f"{PREFIX}{code}"] = family.schema.field(code)
            if type(field.widget) is forms.TextInput:
                field.widget = CellInput(attrs=field.widget.attrs)
        for code in family.axes:
            self.fields[f"{CHOICE}{code}"] = family.schema.choice_field(code)
        if family.is_locked:
            del self.fields["cost"]
            self.fields["price"].disabled = self.fields["stock"].disabled = True
        if not family.axes:
            del self.fields["is_public"]
        # The options of what had none are chosen here: no other can have changed them.
        new = {name for name in self.fields if name.startswith(CHOICE) and self.initial.get(name) is None}
        self.uncompared = frozenset(new if self.instance.is_child else {*new, "is_public"})
        self.choices = {code: pk for code in family.axes if (pk := self._option(code)) is not None}
        self.row_name = family.schema.variant_name(self.choices)
        self._speak()

    def _option(self, code: str) -> int | None:
        field = self.fields[f"{CHOICE}{code}"]
        raw = self[f"{CHOICE}{code}"].value()
        return int(raw) if raw is not None and field.valid_value(str(raw)) else None  # type: ignore[attr-defined]

    def _speak(self) -> None:
        """Give each cell the name of its row, and name those whose value can be filled down."""
        row = self.row_name or _("The product itself")
        for name, field in self.fields.items():
            if field.widget.is_hidden:
                continue
            field.widget.attrs |= {"aria-label": f"{field.label}, {row}"}
            if name not in (*IDENTIFIERS, "is_public"):
                field.widget.attrs["data-fill-name"] = name

    @property
    def key(self) -> str:
        """The name of the row for pictures; it stays the same however often the page is drawn again."""
        if self.instance.pk and self.instance.is_child:
            return str(self.instance.pk)
        return f"n{(self.prefix or '').rpartition('-')[2]}"

    @property
    def swatch(self) -> str:
        """The colours of the row."""
        options = [self.family.schema.option_labels[pk] for pk in self.choices.values()]
        return next((option.swatch for option in options if option.swatch), "")

    @property
    def cells(self) -> list[forms.BoundField]:
        """The fields that stand in the table, in the order of its head."""
        aside = {"DELETE", "is_public"}
        return [field for field in self.visible_fields() if field.name not in aside]

    def clean_upc(self) -> str | None:
        """Accept a number whose check digit is right; what is no such number stays as it is."""
        number: str = self.cleaned_data.get("upc") or ""
        if number.isdecimal() and len(number) in EAN_LENGTHS and not ean.is_valid(number):
            raise ValidationError(_("The check digit of this EAN is wrong; compare it with the label."))
        return number or None

    def changes(self, *names: str) -> bool:
        """Tell whether somebody typed one of these otherwise than it is held."""
        return bool({*names} & {*self.changed_data})


class BaseVariantFormSet(BaseModelFormSet):
    """The rows of a family; a new product has one to begin with."""

    forms: list[Any]
    renderer: BaseRenderer
    _should_delete_form: Any

    def __init__(self, data: QueryDict | None = None, *, family: Family, head: Any) -> None:
        self.family, self.head = family, head
        product = family.product
        if product is None:
            held = Product.objects.none()
        elif product.is_parent:
            held = Product.objects.filter(parent=product)
        else:
            held = Product.objects.filter(pk=product.pk)
        self.extra = 1 if product is None else 0
        super().__init__(
            data,
            queryset=held.order_by("pk"),
            prefix=ROWS,
            form_kwargs={"family": family, "empty_permitted": False},
        )

    def show_as_typed(self) -> None:
        """Draw the rows again as they were typed, unchecked."""
        self._errors: list[VariantForm] = []
        self._non_form_errors = self.error_class(renderer=self.renderer)
        for form in self.forms:
            form.show_as_typed()

    @property
    def kept(self) -> list[VariantForm]:
        """The rows that are not to be removed."""
        return [form for form in self.forms if not (self.is_bound and self._should_delete_form(form))]

    @property
    def heads(self) -> list[BoundField]:
        """The head of the table's columns."""
        return self.forms[0].cells if self.forms else []

    def clean(self) -> None:
        """Refuse numbers that appear twice or belong to others, and variants that nothing tells apart."""
        rows = [form for form in self.kept if hasattr(form, "cleaned_data")]
        self._refuse_repeated(rows)
        self._refuse_taken(rows)
        if self.family.axes:
            self._refuse_same_options(rows)
        elif len(rows) > 1:
            raise ValidationError(_("Choose above the table the options in which the variants differ."))
        if not rows and self.head.cleaned_data.get("is_public"):
            raise ValidationError(_("A product without a variant cannot be for sale."))

    @staticmethod
    def _refuse_repeated(rows: list[VariantForm]) -> None:
        for name in IDENTIFIERS:
            seen = Counter(row.cleaned_data.get(name) for row in rows)
            for row in rows:
                if row.cleaned_data.get(name) and seen[row.cleaned_data[name]] > 1:
                    row.add_error(name, _("This appears twice."))

    def _refuse_taken(self, rows: list[VariantForm]) -> None:
        typed = {name: {row.cleaned_data.get(name) for row in rows} - {None, ""} for name in IDENTIFIERS}
        product = self.family.product
        own = {form.instance.pk for form in self.forms if form.instance.pk}
        own |= {product.pk} if product else set()
        others = Product.objects.exclude(pk__in=own)
        taken: dict[str, set[object]] = {"sku": set(), "upc": set()}
        found = others.filter(Q(code__in=typed["sku"]) | Q(upc__in=typed["upc"]))
        for code, upc in found.values_list("code", "upc"):
            taken["sku"].add(code)
            taken["upc"].add(upc)
        records = StockRecord.objects.exclude(product__in=own).filter(partner_sku__in=typed["sku"])
        taken["sku"] |= set(records.values_list("partner_sku", flat=True))
        for row in rows:
            for name in IDENTIFIERS:
                if row.cleaned_data.get(name) and row.cleaned_data[name] in taken[name]:
                    row.add_error(name, TAKEN)
        code = self.head.cleaned_data.get("code")
        if code and self.family.axes and code in typed["sku"]:
            self.head.add_error("code", _("One of the variants already uses this."))

    def _refuse_same_options(self, rows: list[VariantForm]) -> None:
        shown = {form.instance.pk for form in self.forms}
        added = [self.family.choices_of(each) for each in self.family.sold if each.pk not in shown]
        seen = Counter(tuple(sorted(choices.items())) for choices in (*added, *(row.choices for row in rows)))
        for row in rows:
            if seen[tuple(sorted(row.choices.items()))] > 1:
                row.add_error(
                    "sku" if "sku" in row.cleaned_data else None, _("Two variants have the same options.")
                )


VariantFormSet: Any = merging_formset(
    modelformset_factory(
        Product,
        form=VariantForm,
        formset=BaseVariantFormSet,
        extra=0,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=2 * MOST_ROWS,
    )
)
