"""Leads at partners in the back office: offering, withdrawing, how fairly they are given out."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from crm_core.leads.access import VIEW, lead_or_404, leads_condition
from crm_core.leads.limits import lead_url
from crm_core.leads.models import Lead
from crm_core.leads.office import heading
from partners.lead_distribution.forms import DistributionSettingsForm, LeadProfileForm, OfferForm
from partners.lead_distribution.models import DistributionSettings, LeadOffer, LeadProfile
from partners.lead_distribution.panels import OFFER
from partners.lead_distribution.queries import fairness
from partners.lead_distribution.services import OfferRefusedError, offer_lead, withdraw
from shop.backoffice.access import ReadOnlyPolicy, renders_forbidden
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.user.models import UserRequest

VIEW_OFFERS = "lead_distribution.view_leadoffer"
CHANGE_SETTINGS = "lead_distribution.change_distributionsettings"
PERIODS = {"30": 30, "90": 90, "365": 365}
DEFAULT = "90"
UNPROCESSABLE = 422

register_permission_policy(LeadOffer, ReadOnlyPolicy(LeadOffer))


class OfferListView(ListView):
    """The offers of leads that this colleague sees, the latest first; each leads to its lead."""

    default_ordering = "-offered_at"
    search_fields = ["account__company__name", "lead__company_name"]

    def all_columns(self) -> list[BaseColumn]:
        """Which lead, to whom, since when, until when, what became of it and why."""
        return [
            TitleColumn("lead", label=gettext_lazy("Lead"), get_url=lambda offer: lead_url(offer.lead)),
            Column("account", label=gettext_lazy("Partner"), accessor="account.company.name"),
            Column("state", label=gettext_lazy("Status"), accessor="get_state_display", sort_key="state"),
            Column("reason", label=gettext_lazy("Reason"), accessor="get_reason_display"),
            DateColumn("offered_at", label=gettext_lazy("Offered"), sort_key="offered_at"),
            DateColumn("answer_due_at", label=gettext_lazy("Answer due"), sort_key="answer_due_at"),
        ]

    def get_base_queryset(self) -> QuerySet[LeadOffer]:
        """Leave out the leads that this colleague does not see."""
        condition = leads_condition(self.request.user)
        offers = LeadOffer.objects.select_related("lead", "account__company")
        if condition is None:
            return offers.none()
        return offers.filter(lead__in=Lead.objects.filter(condition))


class OfferViewSet(BackOfficeViewSet):
    """Every offer, at `/cms/lead-offers/`; made on the page of a lead."""

    model = LeadOffer
    name = "lead_offers"
    url_prefix = "lead-offers"
    icon = "redirect"
    menu_label = gettext_lazy("Leads at partners")
    menu_order = 42
    add_to_admin_menu = True
    index_view_class = OfferListView
    list_filter = ["state", "reason", "account"]
    search_fields = OfferListView.search_fields
    form_fields = ["note"]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class LeadProfileViewSet(BackOfficeViewSet):
    """Which leads partners take, at `/cms/partner-lead-profiles/`."""

    model = LeadProfile
    name = "partner_lead_profiles"
    url_prefix = "partner-lead-profiles"
    icon = "user"
    form_fields = LeadProfileForm.Meta.fields
    list_display = ["account", "takes_leads", "countries", "postcodes", "languages", "most_open", "weight"]
    search_fields = ["account__company__name"]

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:  # noqa: FBT001, FBT002 - Wagtail's
        """Use the form that lists categories."""
        return LeadProfileForm


@require_POST
@renders_forbidden
@permission_required(OFFER, raise_exception=True)
@permission_required(VIEW, raise_exception=True)
def offer(request: UserRequest, pk: int) -> HttpResponse:
    """Offer a lead that this colleague sees to a partner, or to the next one whom it fits."""
    lead = lead_or_404(request.user, pk)
    form = OfferForm(request.POST, lead=lead)
    if not form.is_valid():
        messages.error(request, _("This partner was asked already, or takes no leads any more."))
        return redirect(lead_url(lead))
    try:
        made = offer_lead(lead, account=form.cleaned_data["account"], by=request.user)
    except OfferRefusedError:
        messages.error(request, _("The lead is closed or with a partner already."))
        return redirect(lead_url(lead))
    if made is None:
        messages.warning(request, _("There is no partner left whom this lead fits and who has room."))
    else:
        told = {"partner": made.account.company.name}
        messages.success(request, _("The lead is offered to %(partner)s.") % told)
    return redirect(lead_url(lead))


@require_POST
@renders_forbidden
@permission_required(OFFER, raise_exception=True)
@permission_required(VIEW, raise_exception=True)
def take_back(request: UserRequest, pk: int) -> HttpResponse:
    """Take a lead that this colleague sees back from its partner."""
    found = get_object_or_404(LeadOffer.objects.select_related("lead"), pk=pk)
    lead = lead_or_404(request.user, found.lead_id)
    try:
        withdraw(found, by=request.user)
    except OfferRefusedError:
        messages.error(request, _("The lead is not with this partner any more."))
    else:
        messages.success(request, _("The lead is withdrawn."))
    return redirect(lead_url(lead))


@require_safe
@renders_forbidden
@permission_required(VIEW_OFFERS, raise_exception=True)
@permission_required(OFFER, raise_exception=True)
def report(request: UserRequest) -> HttpResponse:
    """Show how leads were given out in a period: to whom, what they answered, how soon, what came of it."""
    period = request.GET.get("period", DEFAULT)
    period = period if period in PERIODS else DEFAULT
    context = {
        **heading(_("Fairness of lead distribution"), icon="redirect"),
        "rows": fairness(since=timezone.now() - timedelta(days=PERIODS[period])),
        "period": period,
        "periods": list(PERIODS),
    }
    return render(request, "partners/lead_distribution/report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required(CHANGE_SETTINGS, raise_exception=True)
def distribution_settings(request: UserRequest) -> HttpResponse:
    """Change when leads go to partners by themselves and how long these have."""
    DistributionSettings.load()
    with locked(DistributionSettings.load()) as held:
        form = merging_form(DistributionSettingsForm)(request.POST or None, instance=held)
        is_kept = request.method == "POST" and form.is_valid()
        if is_kept:
            form.save()
    if is_kept:
        report_merge(request, form)
        messages.success(request, _("The settings are saved."))
        return redirect("lead_distribution_settings")
    context = {
        **heading(_("Settings of lead distribution"), icon="cog"),
        "form": form,
        "lists": [
            (
                reverse("partner_lead_profiles:index"),
                _("Partners' lead profiles"),
                _("Area, languages, categories, capacity and share of each partner."),
            ),
            (reverse("lead_distribution_report"), _("Fairness of lead distribution"), _("Who got how many.")),
        ],
    }
    status = 200 if not form.is_bound else CONFLICT if form.conflicts else UNPROCESSABLE
    return render(request, "crm_core/leads/settings.html", context, status=status)
