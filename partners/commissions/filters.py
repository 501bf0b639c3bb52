"""By what the lists of commissions and of payouts are filtered."""

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission, Payout


def accounts(_request: HttpRequest | None) -> QuerySet[PartnerAccount]:
    """List the partners with what they are called."""
    return PartnerAccount.objects.select_related("company").order_by("company__name", "pk")


def payouts(_request: HttpRequest | None) -> QuerySet[Payout]:
    """List the payouts with what they are called, the latest first."""
    return Payout.objects.select_related("account__company").order_by("-paid_at", "-pk")


class CommissionFilterSet(WagtailFilterSet):
    """Where the money is, whose it is, and with which payout it went."""

    account = django_filters.ModelChoiceFilter(label=_("Partner"), queryset=accounts)
    payout = django_filters.ModelChoiceFilter(label=_("Payout"), queryset=payouts)

    class Meta:
        model = Commission
        fields = ["status", "kind", "currency"]


class PayoutFilterSet(WagtailFilterSet):
    """Whose money it is, in which currency."""

    account = django_filters.ModelChoiceFilter(label=_("Partner"), queryset=accounts)

    class Meta:
        model = Payout
        fields = ["currency"]
