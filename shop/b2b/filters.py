"""How the list of companies is narrowed."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from shop.b2b.forms import representatives
from shop.b2b.models import Company, CompanyGroup


class CompanyFilterSet(WagtailFilterSet):
    """Status, group, representative, and whether there is a parent company."""

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Company.Status.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    group = django_filters.ModelMultipleChoiceFilter(
        label=_("Company group"),
        queryset=lambda _request: CompanyGroup.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    sales_rep = django_filters.ModelMultipleChoiceFilter(
        label=_("Sales representative"),
        queryset=lambda _request: representatives(),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    has_parent = django_filters.BooleanFilter(
        label=_("Has a parent company"), method="filter_has_parent", widget=BooleanRadioSelect
    )

    class Meta:
        model = Company
        fields: list[str] = []

    def filter_has_parent(
        self,
        companies: QuerySet[Company],
        _name: str,
        wanted: bool | None,  # noqa: FBT001 - django-filter calls it so
    ) -> QuerySet[Company]:
        """Keep subsidiaries, or those at the top."""
        return companies if wanted is None else companies.filter(parent__isnull=not wanted)
