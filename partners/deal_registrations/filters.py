"""By what the list of registrations is narrowed."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from partners.accounts.models import PartnerAccount
from partners.deal_registrations.models import DealRegistration, RegistrationState
from partners.deal_registrations.models.registrations import WAITING

GROUPS = {
    "waiting": (_("Waiting for our answer"), lambda: Q(state__in=WAITING)),
    "late": (_("Answer overdue"), lambda: Q(state__in=WAITING, answer_due_at__lt=timezone.now())),
    "conflict": (_("With a conflict"), lambda: Q(has_conflict=True, state__in=WAITING)),
    "extension": (
        _("Extension requested"),
        lambda: Q(extension_until__isnull=False, state=RegistrationState.APPROVED),
    ),
}


def accounts(_request: HttpRequest | None) -> QuerySet[PartnerAccount]:
    """List the partners with what they are called."""
    return PartnerAccount.objects.select_related("company").order_by("company__name", "pk")


class RegistrationFilterSet(WagtailFilterSet):
    """Which of them, in which state, whose."""

    group = django_filters.ChoiceFilter(
        label=_("Which"),
        choices=[(name, label) for name, (label, _condition) in GROUPS.items()],
        method="filter_group",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[choice for choice in RegistrationState.choices if choice[0] != RegistrationState.DRAFT],
        widget=forms.CheckboxSelectMultiple,
    )
    account = django_filters.ModelChoiceFilter(label=_("Partner"), queryset=accounts)

    class Meta:
        model = DealRegistration
        fields: list[str] = []

    def filter_group(
        self, rows: QuerySet[DealRegistration], _name: str, value: str
    ) -> QuerySet[DealRegistration]:
        """Narrow to a group; one that there is not narrows nothing."""
        found = GROUPS.get(value)
        return rows.filter(found[1]()) if found else rows
