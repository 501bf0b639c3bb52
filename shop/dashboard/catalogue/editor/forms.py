"""The form of a product: texts in each language, address, places, limits, pictures, attributes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug
from django.db.models import Q
from django.forms.models import construct_instance
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from modeltranslation.utils import build_localized_fieldname
from oscar.core.utils import slugify

from shop.backoffice.edits.forms import merging_form
from shop.backoffice.form_sections import FormSection
from shop.backoffice.languages import in_every_language
from shop.backoffice.rich_text import RichTextField
from shop.catalogue.limits import LIMIT_FIELDS, check_limits, limits_of
from shop.catalogue.models import SIZE_FIELDS, Category, Product
from shop.catalogue.return_terms import TERM_FIELDS
from shop.dashboard.catalogue.editor.family import Family
from shop.dashboard.catalogue.editor.number_fields import ProductNumberField
from shop.dashboard.catalogue.editor.pictures import PicturesField, pictures_of
from shop.dashboard.catalogue.editor.schema import PREFIX
from shop.offer.goods import collections
from shop.partner.models import Partner

TEXTS = {
    "title": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "meta_title": gettext_lazy("SEO title"),
    "meta_description": gettext_lazy("SEO description"),
}
DEFAULT = build_localized_fieldname("title", settings.MODELTRANSLATION_DEFAULT_LANGUAGE)
LARGEST_LIMIT = 1_000_000
TAKEN = gettext_lazy("Another product already uses this.")


class FamilyForm(forms.ModelForm):
    """A form of one of a product's family: it is validated as a family, not piece by piece."""

    def _post_clean(self) -> None:
        """Put what was typed into the instance; `Product.clean` judges a product that stands alone."""
        construct_instance(self, self.instance, self._meta.fields)

    def columns_of_attributes(self) -> dict[str, object]:
        """Return the typed values of attributes by code."""
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


class TicksField(forms.ModelMultipleChoiceField):
    """Things to tick by their own name, without the path that leads to them."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return the name; a category's whole path would cost a query each."""
        return str(obj.name)


class ProductForm(FamilyForm):
    """A product that is no variant, without what is sold of it."""

    categories = TicksField(
        label=gettext_lazy("Categories"), queryset=Category.objects.order_by("path"), required=False
    )
    ranges = TicksField(
        label=gettext_lazy("Collections"),
        queryset=collections().filter(includes_all_products=False),
        required=False,
    )
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Supplier"),
        queryset=Partner.objects.order_by("pk"),
        empty_label=None,
        required=False,
    )
    replacement = ProductNumberField(
        label=gettext_lazy("Replaced by"),
        required=False,
        max_length=128,
        help_text=gettext_lazy("SKU of what customers are offered when this product is not sold any more."),
    )
    pictures = PicturesField(label=gettext_lazy("Images"), required=False)

    class Meta:
        model = Product
        fields = [
            *(*in_every_language(*TEXTS), "code", "slug", "is_public"),
            *(*LIMIT_FIELDS, *SIZE_FIELDS, *TERM_FIELDS, "categories"),
            "replacement",
        ]
        labels = {
            "is_public": gettext_lazy("Visible in the shop"),
            "code": gettext_lazy("SKU"),
            "slug": pgettext_lazy("of a web page", "URL"),
        }
        help_texts = {
            "is_public": "",
            "code": gettext_lazy("Your own code, for example KC-100; the SKUs of variants begin with it."),
            "slug": gettext_lazy(
                "The last part of the product's URL; made from the name when empty. "
                "Old URLs redirect to the new one."
            ),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in in_every_language("meta_description")}

    def __init__(self, *args: Any, family: Family, **kwargs: Any) -> None:
        self.family = family
        product = kwargs.get("instance")
        kwargs["initial"] = self._initial(family, product)
        super().__init__(*args, **kwargs)
        if product is None:
            self.instance.product_class = family.schema.product_class
        self._name_texts()
        self.fields["slug"].required = False
        for name in LIMIT_FIELDS:
            column: Any = Product._meta.get_field(name)
            limit = column.formfield(min_value=1, max_value=LARGEST_LIMIT)
            limit.widget = forms.TextInput(attrs={"inputmode": "numeric"})
            self.fields[name] = limit
        for name in SIZE_FIELDS:
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        for code in family.own_attributes:
            self.fields[f"{PREFIX}{code}"] = family.schema.field(code)
        suppliers: Any = self.fields["partner"]
        if len(suppliers.choices) <= 1:
            del self.fields["partner"]

    @staticmethod
    def _initial(family: Family, product: Product | None) -> dict[str, object]:
        initial = {"is_public": False, **family.initial_attributes(product, family.own_attributes)}
        if product is not None:
            held = collections().filter(included_products=product)
            record = next(iter(family.records.values()), None)
            initial |= {
                "is_public": product.is_public,
                "ranges": list(held.values_list("pk", flat=True)),
                "partner": record.partner_id if record else None,
                "pictures": pictures_of(family),
            }
        return initial

    def _name_texts(self) -> None:
        """Say of each text which language it is for; only the name in the default language is needed."""
        for text, words in TEXTS.items():
            for code, language in settings.LANGUAGES:
                name = build_localized_fieldname(text, code)
                if text == "description":
                    is_default = code == settings.MODELTRANSLATION_DEFAULT_LANGUAGE
                    self.fields[name] = RichTextField(empty_value="" if is_default else None)
                field = self.fields[name]
                field.label, field.required, field.help_text = f"{words} ({language})", name == DEFAULT, ""
                field.widget.attrs |= {"lang": code}
                if text == "description":
                    field.widget.attrs["aria-label"] = field.label
        needed = _("Every product needs a title in English; the others can follow.")
        self.fields[DEFAULT].error_messages["required"] = needed

    @property
    def sections(self) -> Sequence[FormSection]:
        """The sections of the page."""
        return [
            FormSection(
                name="texts",
                title=_("Text"),
                fields=in_every_language(*TEXTS),
                template_name="backoffice/products/texts.html",
            ),
            FormSection(
                name="pictures",
                title=_("Images"),
                fields=["pictures"],
                template_name="backoffice/products/pictures.html",
            ),
            FormSection(
                name="attributes",
                title=_("Attributes"),
                fields=[f"{PREFIX}{code}" for code in self.family.own_attributes],
                template_name="backoffice/products/attributes.html",
            ),
            FormSection(
                name="variants",
                title=_("Variants") if self.family.axes else _("Price and stock"),
                formset="v",
                template_name="backoffice/products/variants.html",
                area="wide",
            ),
            FormSection(
                name="sale",
                title=_("For sale"),
                fields=["is_public"],
                template_name="backoffice/products/sale.html",
                area="side",
            ),
            FormSection(
                name="number", title=_("SKU and URL"), fields=["code", "slug", "partner"], area="side"
            ),
            FormSection(
                name="replacement", title=_("When it is discontinued"), fields=["replacement"], area="side"
            ),
            FormSection(name="limits", title=_("Order quantity limits"), fields=LIMIT_FIELDS, area="side"),
            FormSection(name="size", title=_("Weight and size, packed"), fields=SIZE_FIELDS, area="side"),
            FormSection(
                name="returns", title=_("Withdrawal and return"), fields=list(TERM_FIELDS), area="side"
            ),
            *(
                FormSection(
                    name=name,
                    title=title,
                    fields=[name],
                    template_name="backoffice/products/ticks.html",
                    area="side",
                )
                for name, title in (("categories", _("Categories")), ("ranges", _("Collections")))
            ),
        ]

    @property
    def languages(self) -> list[dict[str, object]]:
        """The texts language by language, with what is missing."""
        return [
            {
                "suffix": code.replace("-", "_"),
                "label": label,
                "fields": {text: self[build_localized_fieldname(text, code)] for text in TEXTS},
            }
            for code, label in settings.LANGUAGES
        ]

    def clean_code(self) -> str | None:
        """Refuse a number that belongs to another product."""
        code: str | None = self.cleaned_data.get("code")
        own = Q(pk__in=self.family.pks)
        if code and Product.objects.exclude(own).filter(code=code).exists():
            raise ValidationError(TAKEN)
        return code

    def clean_replacement(self) -> Product | None:
        """Refuse what is replaced by itself, or by one of its variants."""
        found: Product | None = self.cleaned_data.get("replacement")
        if found is not None and found.pk in self.family.pks:
            raise ValidationError(_("A product cannot be replaced by itself."))
        return found

    def clean_slug(self) -> str:
        """Make the address of the name where it was left empty."""
        slug: str = self.cleaned_data.get("slug") or slugify(self.cleaned_data.get(DEFAULT) or "")[:255]
        if slug:
            validate_unicode_slug(slug)
        return slug

    def clean(self) -> dict[str, object]:
        """Refuse limits that no quantity satisfies."""
        limits = {name: self.cleaned_data.get(name) for name in LIMIT_FIELDS}
        try:
            check_limits(limits_of(Product(**limits)))
        except ValidationError as error:
            self.add_error(None, error)
        return self.cleaned_data


MergingProductForm: Any = merging_form(ProductForm)
