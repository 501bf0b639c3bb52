"""Custom fields as filters of the customer list; each asks `filter_by`, so each uses its index."""

import datetime as dt

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _, pgettext
from django_filters.widgets import RangeWidget
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.widgets import BooleanRadioSelect

from crm_core.custom_fields.kinds import Kind
from crm_core.custom_fields.models import CustomField, FieldChoice
from crm_core.custom_fields.queries import fields_for, filter_by
from crm_core.customers.access.fields import fields_of
from crm_core.customers.filters import FILTERS, CustomerFilters, Filters
from crm_core.customers.models import Customer
from shop.contact_fields import LineField
from shop.user.models import User

LONGEST = 100


class _TextFilter(django_filters.CharFilter):
    """What a text begins with or contains, in one line that no NUL can be in."""

    field_class = LineField


class NumberRangeWidget(RangeWidget):
    """From and to, each with its own name for who listens."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs)
        for widget, words in zip(
            self.widgets, (pgettext("range", "from"), pgettext("range", "to")), strict=True
        ):
            widget.attrs |= {"inputmode": "decimal", "aria-label": words, "placeholder": words}


class _Asked:
    """The condition of one field, as django-filter calls it."""

    def __init__(self, field: CustomField, *, of_texts: str = "starts") -> None:
        self.field, self.of_texts = field, of_texts

    def __call__(self, customers: QuerySet[Customer], _name: str, value: object) -> QuerySet[Customer]:
        """Keep who fulfils it; an empty value asks nothing."""
        if isinstance(value, slice):
            limits = (_day(value.start), _day(value.stop))
            is_open = limits == (None, None)
            return customers if is_open else customers.filter(filter_by(self.field, "between", limits))
        if isinstance(value, bool):
            return customers.filter(filter_by(self.field, "is", value))
        if isinstance(value, str):
            return customers.filter(filter_by(self.field, self.of_texts, value)) if value else customers
        chosen = [choice.pk for choice in value or ()]  # type: ignore[attr-defined]
        return customers.filter(filter_by(self.field, "any", chosen)) if chosen else customers


def _day(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) else value


def _filter_for(field: CustomField) -> django_filters.Filter | None:
    asked, label = _Asked(field), field.label
    if field.kind == Kind.YES_NO:
        return django_filters.BooleanFilter(label=label, method=asked, widget=BooleanRadioSelect)
    if field.kind in {Kind.CHOICE, Kind.MULTIPLE_CHOICE}:
        choices = FieldChoice.objects.filter(field=field).order_by("position", "pk")
        return django_filters.ModelMultipleChoiceFilter(
            label=label, queryset=choices, method=asked, widget=forms.CheckboxSelectMultiple
        )
    if field.kind == Kind.DATE:
        return django_filters.DateFromToRangeFilter(label=label, method=asked, widget=DateRangePickerWidget)
    if field.kind in {Kind.NUMBER, Kind.MONEY}:
        return django_filters.RangeFilter(label=label, method=asked, widget=NumberRangeWidget)
    if field.kind == Kind.CUSTOMER:
        return None
    return _TextFilter(label=_("%(field)s begins with") % {"field": label}, method=asked, max_length=LONGEST)


def _contains(field: CustomField) -> django_filters.Filter:
    return _TextFilter(
        field_name=f"contains_{field.name}",
        label=_("%(field)s contains") % {"field": field.label},
        method=_Asked(field, of_texts="contains"),
        max_length=LONGEST,
    )


def custom_filters(user: User | AnonymousUser | None) -> Filters:
    """Return a filter for each field that this user sees."""
    access = fields_of(user) if user is not None else None
    found: dict[str, django_filters.Filter] = {}
    for field in fields_for():
        made = _filter_for(field)
        if made is not None and (access is None or access.shows(field.name, "custom_fields")):
            made.field_name = field.name
            found[field.name] = made
            if isinstance(made, _TextFilter):
                found[f"contains_{field.name}"] = _contains(field)
    return found


FILTERS.register(CustomerFilters(name="custom_fields", order=20, filters=custom_filters))
