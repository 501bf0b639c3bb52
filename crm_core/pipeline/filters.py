"""By what the list and the board of deals are narrowed."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import Somebody
from crm_core.customers.models import Team, Territory
from crm_core.customers.queries import customers_matching
from crm_core.pipeline import marks
from crm_core.pipeline.models import Competitor, Deal, LossReason, Pipeline, Stage
from shop.backoffice.queries import among_keys
from shop.backoffice.searching import typed

__all__ = ["BoardFilterSet", "DealFilterSet", "deals_matching", "name_for"]

MARKS = {
    "overdue": (_("Overdue"), marks.overdue),
    "stuck": (_("Stuck"), marks.stuck),
    "no_step": (_("No next step"), marks.without_step),
}


class _StageChoice(django_filters.ModelMultipleChoiceFilter):
    """Stages with the pipeline they belong to."""

    def label_from_instance(self, stage: Stage) -> str:
        """Tell stages of the same name apart."""
        return f"{stage.pipeline}: {stage}"


def _several(label: object, queryset: object, **kwargs: object) -> django_filters.ModelMultipleChoiceFilter:
    return django_filters.ModelMultipleChoiceFilter(
        label=label, queryset=queryset, widget=forms.CheckboxSelectMultiple, distinct=False, **kwargs
    )


class BoardFilterSet(WagtailFilterSet):
    """Whose deals of which pipeline, and which marks they have."""

    pipeline: django_filters.Filter = django_filters.ModelChoiceFilter(
        label=_("Pipeline"),
        queryset=lambda _request: Pipeline.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    mine = django_filters.ChoiceFilter(
        label=_("Whose deals"),
        choices=[("on", _("My deals"))],
        method="filter_mine",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    mark = django_filters.ChoiceFilter(
        label=_("Marked as"),
        choices=[(name, label) for name, (label, _condition) in MARKS.items()],
        method="filter_mark",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    owner = _several(
        _("Owner"), lambda _request: get_user_model().objects.filter(is_staff=True, is_active=True)
    )
    team = django_filters.ModelChoiceFilter(
        label=_("Team"),
        queryset=lambda _request: Team.objects.all(),
        method="filter_team",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    territory = _several(
        _("Territory"), lambda _request: Territory.objects.all(), field_name="customer__territory"
    )

    class Meta:
        model = Deal
        fields: list[str] = []

    def get_form_class(self) -> type[forms.Form]:
        """Leave out what this user does not see of customers."""
        if not fields_of(self.request.user).shows("territory"):
            self.filters.pop("territory", None)
        found: type[forms.Form] = super().get_form_class()
        return found

    def filter_mine(self, deals: QuerySet[Deal], _name: str, value: str) -> QuerySet[Deal]:
        """Keep the user's own."""
        return deals.filter(owner=self.request.user) if value else deals

    def filter_mark(self, deals: QuerySet[Deal], _name: str, value: str) -> QuerySet[Deal]:
        """Keep those that are marked so."""
        _label, condition = MARKS[value]
        return deals.filter(condition())

    def filter_team(self, deals: QuerySet[Deal], _name: str, team: Team) -> QuerySet[Deal]:
        """Keep those that the members of a team own."""
        return deals.filter(owner__in=team.members.values("pk"))


class DealFilterSet(BoardFilterSet):
    """Stage, state, days, competitor and loss reason beside what the board has."""

    pipeline: django_filters.Filter = _several(_("Pipeline"), lambda _request: Pipeline.objects.all())
    stage = _StageChoice(
        label=pgettext_lazy("of a deal", "Stage"),
        queryset=lambda _request: Stage.objects.select_related("pipeline").filter(removed_at=None),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Deal.State.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    expected_close_on = django_filters.DateFromToRangeFilter(
        label=_("Expected close"), widget=DateRangePickerWidget
    )
    closed_at = django_filters.DateFromToRangeFilter(label=_("Closed"), widget=DateRangePickerWidget)
    created_at = django_filters.DateFromToRangeFilter(
        label=pgettext_lazy("when", "Created"), widget=DateRangePickerWidget
    )
    competitors = _several(_("Competitor"), lambda _request: Competitor.objects.all())
    loss_reason = _several(_("Loss reason"), lambda _request: LossReason.objects.all())


def deals_matching(text: str, user: Somebody, *, among: QuerySet[Deal]) -> QuerySet[Deal]:
    """Find deals by a part of their title, or by the customer as customers are found."""
    text = typed(text)
    if not text:
        return among
    customers = customers_matching(text, hidden=fields_of(user).hidden).order_by().values("pk")
    deals = Deal.objects.values_list("pk", flat=True)
    return among_keys(among, [deals.filter(title__icontains=text), deals.filter(customer__in=customers)])
