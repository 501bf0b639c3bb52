"""Locations, departments and cost centres as forms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy
from oscar.apps.address.forms import AbstractAddressForm
from oscar.forms.mixins import PhoneNumberMixin

from shop.b2b.models import Company, CompanyLocation, CostCentre, Department
from shop.checkout.address_forms import ADDRESS_FIELDS, FIELD_CLASSES, AddressFieldsMixin
from shop.contact_fields import CodeField, LineField

NAMES_OF_A_PERSON = ("first_name", "last_name")


class OneOfACompanyMixin(forms.BaseForm):
    """A form over something of one company, in which `key` says what there is once only."""

    instance: Any
    key = "name"

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.company = company

    def clean(self) -> dict[str, object]:
        """Refuse a second one of the same name."""
        cleaned = super().clean() or self.cleaned_data
        value = cleaned.get(self.key)
        rows = type(self.instance)._default_manager.filter(company=self.instance.company)
        if value and rows.filter(**{self.key: value}).exclude(pk=self.instance.pk).exists():
            self.add_error(self.key, ValidationError(_("There is one of this name already.")))
        return cleaned


class DepartmentForm(OneOfACompanyMixin, forms.ModelForm):
    """A department."""

    class Meta:
        model = Department
        fields = ["name"]
        field_classes = {"name": LineField}


class CostCentreForm(OneOfACompanyMixin, forms.ModelForm):
    """A cost centre; one that is not active any more cannot be chosen."""

    key = "code"

    class Meta:
        model = CostCentre
        fields = ["code", "name", "is_active"]
        field_classes = {"code": CodeField, "name": LineField}


class LocationForm(OneOfACompanyMixin, AddressFieldsMixin, PhoneNumberMixin, AbstractAddressForm):
    """A place with its address, asked for as its country writes addresses; who receives there is optional."""

    class Meta:
        model = CompanyLocation
        fields = [*ADDRESS_FIELDS, "name", "code", "is_shipping", "is_billing", "is_active"]
        field_classes = {**FIELD_CLASSES, "name": LineField, "code": CodeField}
        labels = {
            "name": gettext_lazy("Name of the location"),
            "code": gettext_lazy("Your code for it"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES_OF_A_PERSON:
            if name in self.fields:
                self.fields[name].required = False
        for name, field in self.fields.items():
            field.error_messages["required"] = _("This field is required.")
            if name in ADDRESS_FIELDS:
                field.widget.attrs["autocomplete"] = "off"


FORMS: dict[str, tuple[type[Any], type[Any]]] = {
    "location": (CompanyLocation, LocationForm),
    "department": (Department, DepartmentForm),
    "cost-centre": (CostCentre, CostCentreForm),
}
