"""What staff may write on a customer's record, and by what they filter the list."""

from datetime import timedelta
from typing import ClassVar

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import BooleanRadioSelect

from crm_core.customers.access.fields import EVERYTHING, fields_of
from crm_core.customers.access.rows import may_see, scope_of
from crm_core.customers.filters import FILTERS
from crm_core.customers.form_parts import FORM_PARTS, Fields, FormPart
from crm_core.customers.models import Customer, CustomerIdentifier, Territory
from crm_core.customers.queries import customer_of_identifier
from crm_core.customers.services import add_identifiers
from shop.backoffice.form_sections import FormSection
from shop.contact_data import normalised_email, normalised_phone
from shop.contact_fields import CodeField, LineField


class CustomerForm(WagtailAdminModelForm):
    """A customer by hand: the same keys and the same rule as for orders.

    An address or number that leads to somebody else is refused by name: two records for one
    person are what the keys are there to prevent.
    """

    class Meta:
        model = Customer
        fields = ["kind", "name", "email", "phone", "company", "owner", "territory", "language"]
        field_classes: ClassVar = {"name": LineField, "phone": CodeField}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        access = fields_of(self.for_user) if self.for_user else EVERYTHING
        for name, field in list(self.fields.items()):
            if not access.shows(name):
                del self.fields[name]
            elif not access.changes(name):
                field.disabled = True
        self.was_new = self.instance.pk is None
        own, added = list(self.fields), []
        for part in FORM_PARTS:
            fields = part.fields(self.instance, self.for_user)
            self.fields.update(fields)
            added += _sections_of(part, fields)
        if added:
            self.sections = (FormSection(name="record", title=_("Customer"), fields=own), *added)

    def clean_email(self) -> str:
        """Spell the address as keys are spelt and see that it is free."""
        raw = self.cleaned_data["email"]
        return self._free(CustomerIdentifier.Kind.EMAIL, normalised_email(raw)) if raw else ""

    def clean_phone(self) -> str:
        """Read the number with its country code and see that it is free."""
        raw = self.cleaned_data["phone"]
        if not raw:
            return ""
        number = normalised_phone(raw)
        if not number:
            raise ValidationError(_("Write the number with its country code, for example +49 30 1234567."))
        return self._free(CustomerIdentifier.Kind.PHONE, number)

    def clean(self) -> dict[str, object]:
        """Ask for something by which the customer can be found again."""
        data = super().clean() or self.cleaned_data
        keys = ("name", "email", "phone")
        held = [getattr(self.instance, name) for name in keys if name not in self.fields]
        if not any([*held, *(data.get(name) for name in keys)]) and not self.errors:
            raise ValidationError(_("Give at least a name, an e-mail address or a phone number."))
        for part in FORM_PARTS:
            if part.check is not None:
                part.check(self)
        return data

    def save(self, commit: bool = True) -> Customer:  # noqa: FBT001, FBT002 - Django's signature
        """Write the record and the keys that lead to it."""
        writer = self.for_user
        if (
            writer is not None
            and self.instance.owner is None
            and not scope_of(writer).includes(self.instance)
        ):
            self.instance.owner = writer  # or whoever wrote it down would not see it again
        customer: Customer = super().save(commit=commit)
        if commit:
            add_identifiers(customer, email=customer.email, phone=customer.phone)
            for part in FORM_PARTS:
                part.save(customer, self)
        return customer

    def _free(self, kind: str, value: str) -> str:
        owner = customer_of_identifier(kind, value)
        if owner is not None and owner.pk != self.instance.pk:
            if self.for_user is not None and not may_see(self.for_user, owner):
                raise ValidationError(_("This already belongs to a customer of a colleague."))
            raise ValidationError(
                _("This already belongs to %(customer)s (customer %(number)s)."),
                params={"customer": owner, "number": owner.pk},
            )
        return value


def _sections_of(part: FormPart, fields: Fields) -> list[FormSection]:
    """Return a section for each title that a part's fields name, without one under the part's own."""
    by_title: dict[str, list[str]] = {}
    for name, field in fields.items():
        by_title.setdefault(getattr(field, "section", "") or str(part.title), []).append(name)
    return [
        FormSection(name=f"{part.name}-{number}", title=title, fields=names)
        for number, (title, names) in enumerate(by_title.items(), 1)
    ]


OVERDUE = "overdue"
COMING = {"7": 7, "30": 30}


class CustomerFilterSet(WagtailFilterSet):
    """Kind, stage, owner, territory, whether they bought, when they will, since when they are known."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Type"), choices=Customer.Kind.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    stage = django_filters.MultipleChoiceFilter(
        label=_("Stage"), choices=Customer.Stage.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    next_order = django_filters.ChoiceFilter(
        label=_("Next order"),
        choices=[
            (OVERDUE, _("Overdue")),
            ("7", _("Within 7 days")),
            ("30", _("Within 30 days")),
        ],
        method="filter_next_order",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    has_orders = django_filters.BooleanFilter(
        label=_("Has orders"), method="filter_has_orders", widget=BooleanRadioSelect
    )
    owner = django_filters.ModelMultipleChoiceFilter(
        label=_("Owner"),
        queryset=lambda _request: get_user_model().objects.filter(is_staff=True, is_active=True),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    territory = django_filters.ModelMultipleChoiceFilter(
        label=_("Territory"),
        queryset=lambda _request: Territory.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    created_at = django_filters.DateFromToRangeFilter(label=_("Customer since"), widget=DateRangePickerWidget)

    class Meta:
        model = Customer
        fields: list[str] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for entry in FILTERS:
            for name, added in entry.filters(getattr(self.request, "user", None)).items():
                added.parent, added.model = self, Customer  # type: ignore[attr-defined]
                self.filters[name] = added

    def get_form_class(self) -> type[forms.Form]:
        """Leave out what this user does not see: to filter by it would tell it."""
        for name in fields_of(self.request.user).hidden:
            self.filters.pop(name, None)
        found: type[forms.Form] = super().get_form_class()
        return found

    def filter_has_orders(self, customers: QuerySet[Customer], _name: str, value: bool) -> QuerySet[Customer]:  # noqa: FBT001
        """Keep those who bought, or those who never did."""
        return customers.filter(orders_count__gt=0) if value else customers.filter(orders_count=0)

    def filter_next_order(self, customers: QuerySet[Customer], _name: str, value: str) -> QuerySet[Customer]:
        """Keep those whose usual interval has passed, or will have within so many days."""
        today = timezone.localdate()
        if value == OVERDUE:
            return customers.filter(next_order_on__lt=today)
        last = today + timedelta(days=COMING[value])
        return customers.filter(next_order_on__gte=today, next_order_on__lte=last)
