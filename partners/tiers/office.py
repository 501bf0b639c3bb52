"""Tiers in the back office: the tiers, who has which with the progress, moves by hand, and what-if."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.tiers.models import Tier, TierMembership
from partners.tiers.office_forms import MoveForm, MoveHereForm, WhatIfForm
from partners.tiers.queries import CriterionProgress, current_memberships, standings_of, what_if
from partners.tiers.services import set_tier
from shop.backoffice.columns import DayColumn, PercentColumn
from shop.backoffice.listing import ListTab, ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import ActiveRecordView, RecordFigure
from shop.user.models import UserRequest

MOVE = "partner_tiers.change_tiermembership"
SEE = "partner_tiers.view_tier"
TABS = [
    ListTab(label=gettext_lazy("Partners by tier"), url_name="partner_tier_members:index"),
    ListTab(label=gettext_lazy("Tiers"), url_name="tier_levels:index"),
]


class TierListView(ListView):
    """Every tier, the best first."""

    default_ordering = "-rank"
    is_searchable = False
    page_title = gettext_lazy("Partner tiers")
    tabs = TABS

    def all_columns(self) -> list[BaseColumn]:
        """What it asks for and gives, and how many have it."""
        return [
            self.record_column("name", label=_("Tier")),
            NumberColumn("rank", label=_("Rank"), sort_key="rank"),
            NumberColumn("partners", label=_("Partners")),
            PercentColumn("commission_rate", label=_("Commission")),
            PercentColumn("fund_percent", label=_("Funds")),
            NumberColumn("protection_days", label=_("Protection (days)")),
        ]

    def get_base_queryset(self) -> QuerySet[Tier]:
        """Count who has it now."""
        return Tier.objects.annotate(partners=Count("memberships", filter=Q(memberships__until=None)))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Lead to what-if, beside adding one."""
        url = reverse("partner_tier_what_if")
        return [*super().header_buttons, HeaderButton(_("Who would move?"), url=url, icon_name="view")]


class TierPageView(ActiveRecordView):
    """A tier: what it asks for, what it gives, who has it."""

    action_permission = MOVE
    record_actions = ("move",)

    def get_figures(self) -> list[RecordFigure]:
        """Tell how many have it."""
        number = self.object.memberships.filter(until=None).count()
        url = f"{reverse('partner_tier_members:index')}?tier={self.object.pk}"
        return [RecordFigure(label=_("Partners"), value=str(number), url=url)]

    def get_actions(self) -> list[HeaderButton]:
        """Edit it, or try other criteria."""
        return [
            *super().get_actions(),
            HeaderButton(_("Who would move?"), url=reverse("partner_tier_what_if"), icon_name="view"),
        ]

    def move(self, request: UserRequest) -> HttpResponse:
        """Give this tier to a partner."""
        form = MoveHereForm(request.POST)
        if not form.is_valid():
            return self.show_again(form=form)
        account = form.cleaned_data["account"]
        set_tier(account, self.object, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("%(partner)s has this tier now.") % {"partner": account.company})
        return self.reload_page()


class MemberListView(ListView):
    """Who has which tier now, with the way to the next one."""

    search_fields = ["account__company__name", "account__code"]
    default_ordering = "account__company__name"
    page_title = gettext_lazy("Partners by tier")
    list_export = ["account", "tier", "since", "review_at", "grace_until"]
    export_permission = "partner_tiers.view_tiermembership"
    tabs = TABS
    standard_views = (StandardView(label=gettext_lazy("Review due"), query="due=true"),)

    def all_columns(self) -> list[BaseColumn]:
        """Partner, tier, progress, and when it is looked at."""
        return [
            self.record_column(
                "account", label=_("Partner"), accessor="account.company", sort_key="account__company__name"
            ),
            Column("tier", label=_("Tier"), sort_key="tier__rank"),
            Column("progress", label=_("Next tier")),
            DayColumn("since", label=_("Since"), sort_key="since"),
            DayColumn("review_at", label=_("Next review"), sort_key="review_at"),
            DayColumn("grace_until", label=_("Grace period ends"), sort_key="grace_until"),
        ]

    def get_base_queryset(self) -> QuerySet[TierMembership]:
        """Leave out what is over."""
        return current_memberships()

    def complete(self, rows: Sequence[object]) -> Sequence[object]:
        """Measure the partners of the page, all at once."""
        found = [row for row in rows if isinstance(row, TierMembership)]
        standings = standings_of([row.account for row in found], {row.account_id: row for row in found})
        for row in found:
            standing = standings[row.account_id]
            row.progress = told(standing.next_tier, standing.reaches)  # type: ignore[attr-defined]
        return rows


def told(tier: Tier | None, rows: Sequence[CriterionProgress]) -> str:
    """Say how far a tier is: "Gold: Revenue 62 %, Certificates 100 %"."""
    if tier is None:
        return "–"
    parts = ", ".join(f"{row.criterion.label} {row.percent} %" for row in rows)
    return f"{tier}: {parts}" if parts else str(tier)


class MemberPageView(ActiveRecordView):
    """A partner's tier: how far the next one is, what was before, and another one by hand."""

    action_permission = MOVE
    record_actions = ("move",)

    def get_queryset(self) -> QuerySet[TierMembership]:
        """Load the partner."""
        return TierMembership.objects.select_related("tier", "account__company", "set_by")

    def get_title(self) -> str:
        """Name the partner."""
        return str(self.object.account.company)

    def get_summary(self) -> list[object]:
        """Say which tier, and by what."""
        return [self.object.tier, self.object.get_cause_display()]

    def get_figures(self) -> list[RecordFigure]:
        """Tell tier, review and grace."""
        held = self.object
        today = timezone.localdate()
        figures = [RecordFigure(label=_("Tier"), value=str(held.tier))]
        is_due = held.until is None and held.review_at <= today
        note = _("The review is due.") if is_due else ""
        day = DayColumn("review_at").get_value(held)
        figures.append(
            RecordFigure(label=_("Next review"), value=day, note=note, tone="bad" if is_due else "")
        )
        if held.grace_until:
            figures.append(
                RecordFigure(label=_("Grace period ends"), value=DayColumn("grace_until").get_value(held))
            )
        return figures

    def move(self, request: UserRequest) -> HttpResponse:
        """Give the partner another tier."""
        form = MoveForm(request.POST)
        if not form.is_valid():
            return self.show_again(form=form)
        typed = form.cleaned_data
        held = set_tier(self.object.account, typed["tier"], reason=typed["reason"], by=request.user)
        messages.success(request, _("The tier is changed; prices and catalogue follow at once."))
        if held is not None:
            self.pk = held.pk
        return self.reload_page()

    def record_url(self) -> str:
        """Return where the tier of now is."""
        return reverse("partner_tier_members:inspect", args=[self.pk])


@require_safe
def what_if_page(request: HttpRequest) -> HttpResponse:
    """Say who would move if tiers asked for what was typed; nothing is written."""
    form = WhatIfForm(request.GET if "try" in request.GET else None)
    moves = what_if(form.requirements()) if form.is_bound and form.is_valid() else None
    title = _("Who would move?")
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("tier_levels:index"), "label": _("Partner tiers")},
        {"url": "", "label": title},
    ]
    context = {
        "form": form,
        "moves": moves,
        "header_title": title,
        "page_title": title,
        "header_icon": "view",
        "breadcrumbs_items": crumbs,
    }
    return render(request, "partners/tiers/what_if.html", context)
