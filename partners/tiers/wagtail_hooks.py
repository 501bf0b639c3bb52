"""Tiers' place in the back office."""

import django_filters
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.permissions import register_permission_policy

from partners.tiers import office
from partners.tiers.models import Tier, TierMembership
from partners.tiers.office_forms import TierForm
from partners.tiers.panels import MEMBER_PANELS, TIER_PANELS
from partners.tiers.queries import due_for_review
from shop.backoffice.access import ReadOnlyPolicy, require_permissions
from shop.backoffice.record import RecordViewSet

register_permission_policy(TierMembership, ReadOnlyPolicy(TierMembership))


class MemberFilterSet(WagtailFilterSet):
    """Which tier, and whether somebody has to look."""

    tier = django_filters.ModelChoiceFilter(label=_("Tier"), queryset=Tier.objects.all())
    due = django_filters.BooleanFilter(
        label=_("Review due or in the grace period"), method="filter_due", widget=BooleanRadioSelect
    )

    class Meta:
        model = TierMembership
        fields: list[str] = []

    def filter_due(
        self, rows: QuerySet[TierMembership], _name: str, value: object
    ) -> QuerySet[TierMembership]:
        """Keep those that a review looks at now."""
        return rows.filter(pk__in=due_for_review(timezone.localdate()).values("pk")) if value else rows


class TierViewSet(RecordViewSet):
    """List, page and form of the tiers at `/cms/partner-tiers/`."""

    model = Tier
    name = "tier_levels"
    url_prefix = "partner-tiers"
    icon = "pick"
    menu_label = _("Tiers")
    index_view_class = office.TierListView
    inspect_view_class = office.TierPageView
    inspect_view_fields = [
        "rank",
        "commission_rate",
        "answer_hours",
        "protection_days",
        "fund_percent",
        "grace_days",
        "review_months",
    ]
    record_panels = TIER_PANELS
    form_fields = ["rank"]

    def get_form_class(self, for_update: bool = False) -> type[TierForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that knows criteria and price lists."""
        return TierForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class MemberViewSet(RecordViewSet):
    """Who has which tier, at `/cms/partner-tier-members/`."""

    model = TierMembership
    name = "partner_tier_members"
    url_prefix = "partner-tier-members"
    icon = "pick"
    menu_label = _("Partner tiers")
    menu_order = 44
    add_to_admin_menu = True
    index_view_class = office.MemberListView
    inspect_view_class = office.MemberPageView
    inspect_view_fields = ["since", "reason", "set_by"]
    record_panels = MEMBER_PANELS
    form_fields = ["reason"]
    filterset_class = MemberFilterSet
    search_fields = office.MemberListView.search_fields
    search_backend_name = None
    export_filename = "partner-tiers"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


@hooks.register("register_admin_viewset")
def register_tiers() -> list[RecordViewSet]:
    """Add the tiers and who has which to the back office."""
    return [TierViewSet(), MemberViewSet()]


@hooks.register("register_admin_urls")
def register_what_if() -> list[URLPattern]:
    """Mount what-if."""
    view = require_permissions(office.what_if_page, [office.SEE])
    return [path("partner-tiers/what-if/", view, name="partner_tier_what_if")]


@hooks.register("register_permissions")
def register_tier_permissions() -> QuerySet[Permission]:
    """Offer the permission to move partners where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="partner_tiers", codename="change_tiermembership"
    )
