"""By what the list of promotions is filtered."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from shop.promotions.models import Promotion
from shop.promotions.queries import ALL_STATES, in_states


class PromotionFilterSet(WagtailFilterSet):
    """What a promotion is doing now, and by which template it was made."""

    state = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[(name, label) for name, (label, _tone) in ALL_STATES.items()],
        method="filter_state",
        widget=forms.CheckboxSelectMultiple,
    )
    template = django_filters.MultipleChoiceFilter(
        label=_("Template"), choices=Promotion.Template.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Promotion
        fields: list[str] = []

    def filter_state(
        self, promotions: QuerySet[Promotion], _name: str, value: list[str]
    ) -> QuerySet[Promotion]:
        """Keep the promotions that are in one of the states."""
        return promotions.filter(in_states(value, timezone.now()))


def matching(text: str, *, among: QuerySet[Promotion]) -> QuerySet[Promotion]:
    """Find promotions by a piece of their name in any language, or by one of their codes."""
    wanted = Q(offer__in=among.filter(offer__vouchers__code__iexact=text).values("offer"))
    for language in ("en", "zh_hans", "zh_hant"):
        wanted |= Q(**{f"offer__name_{language}__icontains": text})
    return among.filter(wanted)
