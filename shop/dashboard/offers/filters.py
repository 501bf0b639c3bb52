"""By what the list of offers is filtered."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from shop.dashboard.offers.forms import TYPES
from shop.offer.availability import STATES, in_state
from shop.offer.models import ConditionalOffer


class OfferFilterSet(WagtailFilterSet):
    """What an offer is doing now, and how buyers get it."""

    state = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[(state, label) for state, (label, _tone) in STATES.items()],
        method="filter_state",
        widget=forms.CheckboxSelectMultiple,
    )
    offer_type = django_filters.MultipleChoiceFilter(
        label=_("How buyers get it"), choices=TYPES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ConditionalOffer
        fields: list[str] = []

    def filter_state(
        self, offers: QuerySet[ConditionalOffer], _name: str, value: list[str]
    ) -> QuerySet[ConditionalOffer]:
        """Keep the offers that are in one of the states."""
        now, wanted = timezone.now(), Q()
        for state in value:
            wanted |= in_state(state, now)
        return offers.filter(wanted)


def matching(text: str, *, among: QuerySet[ConditionalOffer]) -> QuerySet[ConditionalOffer]:
    """Find offers by a piece of their name in any language, or by a code that leads to them."""
    wanted = Q(pk__in=among.filter(vouchers__code__icontains=text).values("pk"))
    for language in ("en", "zh_hans", "zh_hant"):
        wanted |= Q(**{f"name_{language}__icontains": text})
    return among.filter(wanted)
