"""The list of leads, and the page of one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import may_see
from crm_core.customers.queries import customers_matching
from crm_core.customers.views import customer_url
from crm_core.leads.access import ASSIGN, CHANGE
from crm_core.leads.calendars import Calendars, Clock, clock_of
from crm_core.leads.forms import AssignForm, DisqualifyForm
from crm_core.leads.kinds import label_of_kind
from crm_core.leads.models import Lead
from crm_core.leads.services import (
    Disqualification,
    LeadClosedError,
    LeadTakenError,
    assign_lead,
    disqualify_lead,
    reopen_lead,
    take_lead,
)
from shop.backoffice.keyset import SortKey
from shop.backoffice.listing import ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.user.models import User, UserRequest

TONES = {"new": "warn", "reopened": "warn", "contacted": "glaze", "qualified": "good", "disqualified": ""}
CLOSED_WORDS = gettext_lazy("Somebody else has closed this lead meanwhile.")


class _ToldLead(Protocol):
    """A lead of the list with what its columns read beside its fields."""

    told_name: str
    told_email: str
    told_phone: str
    told_kind: str | Promise
    told_wants: str
    clock: Clock


class ClockColumn(Column):
    """How much working time is left until the first contact, or how late it is."""

    cell_template_name = "crm_core/leads/clock_cell.html"


class LeadListView(ListView):
    """All leads that somebody sees, the latest first."""

    default_ordering = "-created_at"
    list_name = "leads"
    export_permission = "leads.export_lead"
    bulk_permission = CHANGE
    is_searchable = True
    search_fields = ["company_name"]  # says to Wagtail that there is a search; `search_queryset` does it
    optional_columns = frozenset({"territory", "team", "wants", "country"})
    keyset = (
        SortKey(field="created_at"),
        SortKey(field="score"),
        SortKey(field="first_contact_due_at", may_be_empty=True),
    )
    standard_views = (
        StandardView(label=gettext_lazy("Mine"), query="who=mine&ordering=-score"),
        StandardView(label=gettext_lazy("Unassigned"), query="who=nobody&ordering=-score"),
        StandardView(
            label=gettext_lazy("First contact late"), query="late=true&ordering=first_contact_due_at"
        ),
    )
    list_export = [
        *("pk", "told_name", "told_email", "told_phone", "company_name", "vat_id", "country", "postcode"),
        *("language", "told_kind", "state", "reason", "owner", "team", "territory", "score", "wants"),
        *("created_at", "first_contact_due_at", "first_contacted_at", "closed_at"),
    ]
    export_headings = {
        "pk": gettext_lazy("Number"),
        "told_name": pgettext_lazy("of a person or company", "Name"),
        "told_email": gettext_lazy("E-mail"),
        "told_phone": gettext_lazy("Phone"),
        "told_kind": pgettext_lazy("of a lead", "Source"),
    }

    def all_columns(self) -> list[BaseColumn]:
        """Who, how far, how good, by what, whose, and how the clock stands."""
        return [
            self.record_column(
                "told_name", label=pgettext("of a person or company", "Name"), accessor="told_name"
            ),
            Column("company_name", label=gettext_lazy("Company name")),
            Column("state", label=gettext_lazy("Status"), accessor="get_state_display"),
            NumberColumn("score", label=gettext_lazy("Score"), sort_key="score"),
            Column("kind", label=pgettext_lazy("of a lead", "Source"), accessor="told_kind"),
            ClockColumn("clock", label=gettext_lazy("First contact"), sort_key="first_contact_due_at"),
            Column("owner", label=gettext_lazy("Owner")),
            Column("team", label=gettext_lazy("Team")),
            Column("territory", label=gettext_lazy("Territory")),
            Column("country", label=gettext_lazy("Country")),
            Column("wants", label=gettext_lazy("What they want"), accessor="told_wants"),
            DateColumn("created_at", label=gettext_lazy("Came in"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Lead]:
        """Load with the leads what the columns show."""
        return Lead.objects.select_related("customer", "owner", "team", "territory")

    def search_queryset(self, queryset: QuerySet[Lead]) -> QuerySet[Lead]:
        """Search who it is, as the customers are searched, and the company's name."""
        if not self.is_searching:
            return queryset
        hidden = fields_of(self.request.user).hidden
        known = customers_matching(self.search_query, hidden=hidden).order_by().values("pk")
        return queryset.filter(Q(customer__in=known) | Q(company_name__icontains=self.search_query))

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Lead to the report."""
        return [
            *super().header_more_buttons,
            Button(_("Lead report"), url=reverse("lead_report"), icon_name="history"),
        ]

    def complete(self, rows: Sequence[Lead]) -> Sequence[Lead]:
        """Tell each row in words; the calendars are read once."""
        calendars, now, user = Calendars(), timezone.now(), self.request.user
        access = fields_of(user)
        for lead in rows:
            told = cast("_ToldLead", lead)
            told.told_name = name_for(user, lead.customer)
            told.told_email = lead.customer.email if access.shows("email") else ""
            told.told_phone = lead.customer.phone if access.shows("phone") else ""
            told.told_kind = label_of_kind(lead.kind)
            told.told_wants = lead.wants[:80]
            told.clock = clock_of(lead, calendars, now=now)
        return rows


class LeadPageView(ActiveRecordView):
    """One lead: who it is, what they said, why it has its score, what is next."""

    request: UserRequest
    template_name = "crm_core/leads/page.html"
    action_permission = CHANGE
    record_actions = ("assign", "take", "disqualify", "reopen")

    def get_queryset(self) -> QuerySet[Lead]:
        """Load what the page shows of the lead itself."""
        return Lead.objects.select_related(
            "customer__owner",
            "owner",
            "team",
            "territory",
            "account",
            "contact",
            "deal__customer",
            "closed_by",
        )

    def get_title(self) -> str:
        """Call it by who it is."""
        return name_for(self.request.user, self.object.customer)

    def get_page_subtitle(self) -> str:
        """Say so in the title of the window too."""
        return self.get_title()

    def get_actions(self) -> list[HeaderButton]:
        """Offer the next steps: qualify an open one, open a disqualified one again."""
        lead, user = self.object, self.request.user
        buttons: list[HeaderButton] = []
        if lead.is_open and user.has_perm(CHANGE):
            url = reverse("lead_qualify", args=[lead.pk])
            buttons.append(HeaderButton(_("Qualify"), url=url, icon_name="check"))
            buttons.append(HeaderButton(_("Disqualify"), url="#panel-work", icon_name="cross"))
        if lead.state == Lead.State.DISQUALIFIED and user.has_perm(CHANGE):
            buttons.append(submit_button(_("Open again"), name="action", value="reopen"))
        return [*buttons, *super().get_actions()]

    def get_action_values(self) -> dict[str, str]:
        """Send nothing along: each button names its action."""
        return {"lead": str(self.object.pk)}

    def get_figures(self) -> list[RecordFigure]:
        """Tell score, clock and how long it is there."""
        lead = self.object
        clock = clock_of(lead, Calendars(), now=timezone.now())
        figures = [RecordFigure(label=_("Score"), value=str(lead.score), url="#panel-score")]
        if clock.words:
            due = timezone.localtime(lead.first_contact_due_at)
            figures.append(
                RecordFigure(
                    label=_("First contact"),
                    value=clock.words,
                    note=_("due %(when)s, in working hours") % {"when": _moment(due)},
                    tone="bad" if clock.tone == "bad" else "",
                )
            )
        figures.append(RecordFigure(label=_("Came in"), value=ago(lead.created_at)))
        return figures

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Say how the state looks, and lead to the customer."""
        lead, user = self.object, self.request.user
        access = fields_of(user)
        return super().get_context_data(
            lead=lead,
            kind_label=label_of_kind(lead.kind),
            state_tone=TONES[lead.state],
            customer_url=customer_url(lead.customer) if may_see(user, lead.customer) else "",
            email=lead.customer.email if access.shows("email") else "",
            phone=lead.customer.phone if access.shows("phone") else "",
            **kwargs,
        )

    def assign(self, request: HttpRequest) -> HttpResponse:
        """Give it to a colleague, or to nobody."""
        if not self.request.user.has_perm(ASSIGN):
            raise PermissionDenied
        form = AssignForm(request.POST)
        if not form.is_valid():
            return self.show_again(assign_form=form)
        return self._assigned(form.cleaned_data["owner"])

    def take(self, _request: HttpRequest) -> HttpResponse:
        """Take a lead that nobody has."""
        try:
            take_lead(self.object, by=self.request.user)
        except LeadTakenError:
            return self.reload_page(error=_("Somebody else has taken this lead meanwhile."))
        except LeadClosedError:
            return self.reload_page(error=str(CLOSED_WORDS))
        messages.success(self.request, _("The lead is yours."))
        return self.reload_page()

    def _assigned(self, owner: User | None) -> HttpResponse:
        try:
            is_new = assign_lead(self.object, owner, by=self.request.user)
        except LeadClosedError:
            return self.reload_page(error=str(CLOSED_WORDS))
        if is_new:
            words = _("The lead belongs to %(name)s now.") if owner else _("Nobody has the lead now.")
            messages.success(self.request, words % {"name": owner} if owner else words)
        return self.reload_page()

    def disqualify(self, request: HttpRequest) -> HttpResponse:
        """Close it with a reason."""
        form = DisqualifyForm(request.POST)
        if not form.is_valid():
            return self.show_again(disqualify_form=form)
        why = Disqualification(reason=form.cleaned_data["reason"], note=form.cleaned_data["note"])
        try:
            disqualify_lead(self.object, why, by=self.request.user)
        except LeadClosedError:
            return self.reload_page(error=str(CLOSED_WORDS))
        messages.success(request, _("The lead is disqualified."))
        return self.reload_page()

    def reopen(self, request: HttpRequest) -> HttpResponse:
        """Open it again."""
        try:
            reopen_lead(self.object, by=self.request.user)
        except LeadClosedError:
            return self.reload_page(error=_("This lead cannot be opened again; look for a newer one."))
        messages.success(request, _("The lead is open again."))
        return self.reload_page()


def _moment(moment: datetime) -> str:
    return date_format(moment, "SHORT_DATETIME_FORMAT")
