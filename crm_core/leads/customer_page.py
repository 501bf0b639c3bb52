"""Leads on the page of their customer."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn

from crm_core.customers.attention import (
    BAD,
    OPEN_ITEMS,
    SUGGESTIONS,
    WARN,
    OpenItem,
    OpenSource,
    Suggestion,
    SuggestionSource,
    once_for_page,
)
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.leads.access import CHANGE, VIEW
from crm_core.leads.calendars import Calendars, clock_of
from crm_core.leads.kinds import label_of_kind
from crm_core.leads.limits import lead_url
from crm_core.leads.models import Lead
from shop.backoffice.panels import SIDE, Panel, table
from shop.user.models import User

MOST_SHOWN = 10


@once_for_page
def _leads_of(customer: Customer) -> list[Lead]:
    return list(Lead.objects.filter(customer=customer).order_by("-created_at", "-pk")[:MOST_SHOWN])


def leads_panel(customer: Customer, _user: User) -> dict[str, object] | None:
    """List the leads, the latest first."""
    columns = [
        TitleColumn(
            "kind", label=_("Lead"), accessor=lambda lead: label_of_kind(lead.kind), get_url=lead_url
        ),
        Column("state", label=_("Status"), accessor="get_state_display"),
        NumberColumn("score", label=_("Score")),
        DateColumn("created_at", label=_("Came in")),
    ]
    return table(columns, _leads_of(customer))


def open_lead(customer: Customer, _user: User) -> list[OpenItem]:
    """Name the open lead, and how its clock stands."""
    found = [lead for lead in _leads_of(customer) if lead.is_open]
    items = []
    for lead in found:
        clock = clock_of(lead, Calendars(), now=timezone.now()) if lead.first_contact_due_at else None
        items.append(
            OpenItem(
                label=_("Open lead: %(source)s") % {"source": label_of_kind(lead.kind)},
                note=clock.words if clock else "",
                url=lead_url(lead),
                tone=BAD if clock and clock.tone == "bad" and not lead.first_contacted_at else WARN,
            )
        )
    return items


def contact_lead(customer: Customer, user: User) -> Sequence[Suggestion]:
    """Suggest to answer somebody who waits, or to qualify who was reached."""
    if not user.has_perm(CHANGE):
        return []
    ideas = []
    for lead in _leads_of(customer):
        if not lead.is_open:
            continue
        if lead.first_contacted_at is None:
            label, reason = _("Answer the lead"), _("nobody has contacted them yet")
            ideas.append(
                Suggestion(label=label, reason=reason, weight=95, action="call" if customer.phone else "mail")
            )
        else:
            url = reverse("lead_qualify", args=[lead.pk])
            ideas.append(
                Suggestion(
                    label=_("Qualify the lead"), reason=_("they have been contacted"), weight=60, url=url
                )
            )
    return ideas


PANELS.register(
    Panel(
        name="leads",
        title=gettext_lazy("Leads"),
        context=leads_panel,
        order=15,
        area=SIDE,
        permission=VIEW,
    )
)
OPEN_ITEMS.register(OpenSource(name="lead", read=open_lead, order=5, permission=VIEW))
SUGGESTIONS.register(SuggestionSource(name="lead", read=contact_lead, order=5, permission=VIEW))
