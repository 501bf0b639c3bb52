"""What staff set for leads, and the lists of its rules."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, NumberColumn, TitleColumn

from crm_core.leads import rule_forms
from crm_core.leads.models import (
    Absence,
    BusinessCalendar,
    LeadCapacity,
    LeadSettings,
    RoutingRule,
    ScoreRule,
)
from crm_core.leads.office import UNPROCESSABLE, heading
from crm_core.leads.score_facts import sentence_of
from shop.backoffice.access import renders_forbidden
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.backoffice.listing import BackOfficeViewSet, ListView

CHANGE_SETTINGS = "leads.change_leadsettings"
LISTS = (
    ("lead_scoring:index", gettext_lazy("Scoring rules"), gettext_lazy("What a fact is worth.")),
    ("lead_routing:index", gettext_lazy("Routing rules"), gettext_lazy("Which team gets which leads.")),
    (
        "lead_calendars:index",
        gettext_lazy("Business calendars"),
        gettext_lazy("Hours, holidays, first contact."),
    ),
    (
        "lead_capacities:index",
        gettext_lazy("Capacities"),
        gettext_lazy("How many open leads somebody can have."),
    ),
    ("lead_absences:index", gettext_lazy("Absences"), gettext_lazy("Who gets no leads, and when.")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required(CHANGE_SETTINGS, raise_exception=True)
def lead_settings(request: HttpRequest) -> HttpResponse:
    """Change what makes a lead, and lead on to the rules."""
    LeadSettings.load()
    with locked(LeadSettings.load()) as held:
        form = merging_form(rule_forms.LeadSettingsForm)(request.POST or None, instance=held)
        is_kept = request.method == "POST" and form.is_valid()
        if is_kept:
            form.save()
    if is_kept:
        report_merge(request, form)
        messages.success(request, _("The settings are saved."))
        return redirect("lead_settings")
    context = {
        **heading(_("Lead settings"), icon="cog"),
        "form": form,
        "lists": [(reverse(name), label, words) for name, label, words in LISTS],
    }
    status = 200 if not form.is_bound else CONFLICT if form.conflicts else UNPROCESSABLE
    return render(request, "crm_core/leads/settings.html", context, status=status)


class ScoreRuleListView(ListView):
    """The rules, the weightiest first."""

    default_ordering = "-points"
    is_searchable = False

    def all_columns(self) -> list[BaseColumn]:
        """The rule as a sentence, its points, how they fade."""
        return [
            TitleColumn(
                "name",
                label=gettext_lazy("Rule"),
                get_url=self.get_edit_url,
                accessor=lambda rule: sentence_of(rule.kind, rule.value, rule.name),
            ),
            NumberColumn("points", label=gettext_lazy("Points"), sort_key="points"),
            NumberColumn("half_life_days", label=gettext_lazy("Halves after days")),
            BooleanColumn("is_active", label=gettext_lazy("Active")),
        ]


class _RuleViewSet(BackOfficeViewSet):
    """A list of rules with the form that knows them."""

    form: type[WagtailAdminModelForm]

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:  # noqa: FBT001, FBT002 - Wagtail's
        """Use the form of the rules."""
        return self.form


class ScoreRuleViewSet(_RuleViewSet):
    """What facts are worth, at `/cms/lead-scoring/`; a change scores all open leads anew."""

    model = ScoreRule
    name = "lead_scoring"
    url_prefix = "lead-scoring"
    icon = "order"
    form = rule_forms.ScoreRuleForm
    index_view_class = ScoreRuleListView
    form_fields = rule_forms.ScoreRuleForm.Meta.fields

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class RoutingRuleViewSet(_RuleViewSet):
    """Who gets which leads, at `/cms/lead-routing/`."""

    model = RoutingRule
    name = "lead_routing"
    url_prefix = "lead-routing"
    icon = "redirect"
    form = rule_forms.RoutingRuleForm
    form_fields = rule_forms.RoutingRuleForm.Meta.fields
    list_display = ["name", "order", "countries", "postcodes", "languages", "team", "territory", "is_active"]
    ordering = "order"


class CapacityViewSet(_RuleViewSet):
    """How many leads somebody can have, at `/cms/lead-capacities/`."""

    model = LeadCapacity
    name = "lead_capacities"
    url_prefix = "lead-capacities"
    icon = "user"
    form = rule_forms.CapacityForm
    form_fields = rule_forms.CapacityForm.Meta.fields
    list_display = ["user", "most_open", "languages", "takes_leads"]


class AbsenceViewSet(_RuleViewSet):
    """Who is away, at `/cms/lead-absences/`."""

    model = Absence
    name = "lead_absences"
    url_prefix = "lead-absences"
    icon = "date"
    form = rule_forms.AbsenceForm
    form_fields = rule_forms.AbsenceForm.Meta.fields
    list_display = ["user", "first_day", "last_day"]


class CalendarViewSet(BackOfficeViewSet):
    """When teams work, at `/cms/lead-calendars/`."""

    model = BusinessCalendar
    name = "lead_calendars"
    url_prefix = "lead-calendars"
    icon = "time"
    edit_handler = rule_forms.CALENDAR_PANELS
    list_display = ["name", "team", "time_zone", "holidays_country", "first_contact_minutes"]
