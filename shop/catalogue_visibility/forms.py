"""A rule as staff write it: what, from whom, hidden or shown."""

from collections.abc import Sequence
from typing import Unpack, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from shop.b2b.models import Company, CompanyGroup
from shop.backoffice.picker import PickerField
from shop.catalogue.categories import CATEGORIES
from shop.catalogue.models import Category, Product
from shop.catalogue_visibility.models import VisibilityRule
from shop.form_options import FormData, FormOptions
from shop.numbers import whole_number

EVERYBODY, GROUP, COMPANY = "everybody", "group", "company"
CATALOGUE, CATEGORY, PRODUCT = "catalogue", "category", "product"


class CompanyPickerField(PickerField):
    """One company, looked for by name."""

    def __init__(self) -> None:
        super().__init__(
            Company.objects.order_by("name", "pk"),
            url_name="visibility-rules:companies",
            search_label=gettext_lazy("Search companies by name"),
            most=1,
            required=False,
            label=gettext_lazy("Company, with its subsidiaries"),
        )


class ProductPickerField(PickerField):
    """One product, with all its variants, looked for by name or SKU."""

    def __init__(self) -> None:
        super().__init__(
            Product.objects.filter(parent=None),
            url_name="visibility-rules:products",
            search_label=gettext_lazy("Search products by name or SKU"),
            most=1,
            required=False,
            label=gettext_lazy("Product, with its variants"),
        )

    def clean(self, value: object) -> Sequence[Model]:  # type: ignore[override]
        """Take products; name the product to choose where a single variant was sent."""
        sent = value if isinstance(value, list | tuple) else []
        keys = [key for text in sent if (key := whole_number(str(text)))]
        variant = Product.objects.filter(pk__in=keys).exclude(parent=None).select_related("parent").first()
        if variant is not None and variant.parent is not None:
            words = _("A rule is about a product with all its variants: choose “%(product)s”.")
            raise ValidationError(words % {"product": variant.parent.get_title()}, code="variant")
        return super().clean(value)

    def label_from_instance(self, obj: Product) -> str:
        """Return the title, with the product's own SKU where it has one."""
        return f"{obj.get_title()} ({obj.code})" if obj.code else str(obj.get_title())


class RuleForm(forms.Form):
    """Read a rule; `rule` is what it says once it is valid."""

    effect = forms.ChoiceField(
        label=gettext_lazy("Effect"),
        choices=VisibilityRule.Effect.choices,
        widget=forms.RadioSelect,
        initial=VisibilityRule.Effect.HIDDEN,
    )
    part = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[
            (PRODUCT, pgettext_lazy("part of the catalogue", "one product")),
            (CATEGORY, pgettext_lazy("part of the catalogue", "a category with all below it")),
            (CATALOGUE, pgettext_lazy("part of the catalogue", "the whole catalogue")),
        ],
        widget=forms.RadioSelect,
        initial=CATEGORY,
    )
    category: forms.ModelChoiceField = forms.ModelChoiceField(
        Category.objects.order_by("path"), required=False, label=gettext_lazy("Category")
    )
    product = ProductPickerField()
    audience = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=[
            (EVERYBODY, pgettext_lazy("audience", "everybody")),
            (GROUP, pgettext_lazy("audience", "a company group")),
            (COMPANY, pgettext_lazy("audience", "one company")),
        ],
        widget=forms.RadioSelect,
        initial=EVERYBODY,
    )
    group = forms.ModelChoiceField(
        CompanyGroup.objects.all(), required=False, label=gettext_lazy("Company group")
    )
    company = CompanyPickerField()
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Why, for your colleagues. Customers never see it."),
    )

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        tree = CATEGORIES.get()
        names = {
            pk: " / ".join([*(tree[key].name for key in node.above), node.name]) for pk, node in tree.items()
        }
        field = cast("forms.ModelChoiceField", self.fields["category"])
        label = "label_from_instance"
        setattr(field, label, lambda category: names.get(category.pk, category.name))

    def clean(self) -> dict[str, object]:
        """Ask for what was chosen to be named."""
        cleaned = super().clean() or {}
        for choice, kinds in (("part", (CATEGORY, PRODUCT)), ("audience", (GROUP, COMPANY))):
            kind = cleaned.get(choice)
            if kind in kinds and not cleaned.get(kind) and kind not in self.errors:
                self.add_error(kind, ValidationError(_("Please choose one."), code="required"))
        return cleaned

    @property
    def rule(self) -> VisibilityRule:
        """The rule that was written, not saved; it takes the place of one for the same audience and part."""
        said = self.cleaned_data
        part, audience = said["part"], said["audience"]
        rule = VisibilityRule(effect=said["effect"], note=said["note"])
        if part == CATEGORY:
            rule.category = said["category"]
        elif part == PRODUCT:
            rule.product = said["product"][0]
        if audience == GROUP:
            rule.group = said["group"]
        elif audience == COMPANY:
            rule.company = said["company"][0]
        return rule


class CheckForm(forms.Form):
    """As whom the catalogue is looked at, and which product is asked about."""

    company = CompanyPickerField()
    product = ProductPickerField()
