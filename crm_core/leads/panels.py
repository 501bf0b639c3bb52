"""Panels of a lead's page: what they said, why it has its score, who it may be, what is planned."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_core.activities.panels import about_panel
from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import may_see
from crm_core.customers.duplicates import candidates_of, pair_url
from crm_core.customers.matching.words import explain
from crm_core.leads.access import ASSIGN, CHANGE
from crm_core.leads.accounts import possible_accounts
from crm_core.leads.forms import AssignForm, DisqualifyForm
from crm_core.leads.kinds import label_of_kind
from crm_core.leads.limits import lead_url
from crm_core.leads.models import Lead, LeadSource
from crm_core.leads.scoring import score_reasons, sources_by_lead
from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Panel, panel_registry
from shop.countries import country_name_of
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Lead]] = panel_registry("panel of a lead")
MOST_SHOWN = 20
#: What somebody said of themselves, as the page calls it.
SAID: dict[str, object] = {
    "name": _("Name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "company_name": _("Company name"),
    "company_size": _("Number of employees"),
    "vat_id": _("VAT id"),
    "country": _("Country"),
    "postcode": _("Postcode"),
    "website": _("Website"),
}


def said(lead: Lead, _user: User) -> dict[str, object]:
    """Tell what they want and who they are said to be."""
    return {
        "lead": lead,
        "products": _products(lead),
        "country": country_name_of(lead.country) if lead.country else "",
    }


def _products(lead: Lead) -> QuerySet:
    return lead.products.select_related("parent").order_by("pk")[:MOST_SHOWN]


def facts_of(lead: Lead, user: User) -> dict[str, object]:
    """List the facts by which it came, as they were written, without what this role does not see."""
    hidden = fields_of(user).hidden
    return {"rows": [_fact(source, hidden) for source in sources_by_lead([lead])[lead.pk][:MOST_SHOWN]]}


def _fact(source: LeadSource, hidden: frozenset[str]) -> dict[str, object]:
    written: Mapping[str, object] = source.written
    answers = written.get("answers")
    told = [
        (label, written[name])
        for name, label in SAID.items()
        if written.get(name) and name not in hidden and not answers
    ]
    if isinstance(answers, dict) and not hidden & {"email", "phone"}:
        told = list(answers.items())
    entry = source.data.get("entry_id")
    return {
        "source": source,
        "label": label_of_kind(source.kind),
        "told": told,
        "lines": source.data.get("lines", []),
        "amount": Decimal(str(source.data["amount"])) if source.data.get("amount") else None,
        "currency": source.data.get("currency", ""),
        "entry_url": reverse("form_entries:inspect", args=[entry]) if entry else "",
    }


def score(lead: Lead, _user: User) -> dict[str, object]:
    """Tell what made the score."""
    return {"lead": lead, "reasons": score_reasons(lead)}


def planned(lead: Lead, user: User) -> dict[str, object]:
    """List what is planned for it, and let somebody plan the next step."""
    return about_panel(lead, user, back=lead_url(lead))


def timeline(lead: Lead, user: User) -> dict[str, object] | None:
    """Show the customer's timeline to who sees the customer."""
    return {"customer": lead.customer} if may_see(user, lead.customer) else None


def duplicates(lead: Lead, user: User) -> dict[str, object] | None:
    """Name who may be the same, and the accounts that it may belong to."""
    pairs = []
    for candidate in candidates_of(lead.customer)[:MOST_SHOWN]:
        other = candidate.second if candidate.first_id == lead.customer_id else candidate.first
        if may_see(user, other):
            pairs.append(
                {
                    "name": name_for(user, other),
                    "url": pair_url(lead.customer, other),
                    "why": explain(candidate.evidence),
                }
            )
    accounts, hidden = possible_accounts(lead, user) if lead.is_open else ([], 0)
    if not pairs and not accounts and not hidden:
        return None
    return {
        "pairs": pairs,
        "accounts": [
            {
                "name": name_for(user, each.customer) if each.customer else each.name,
                "url": reverse("customers:inspect", args=[each.customer.pk]) if each.customer else "",
                "why": each.why,
            }
            for each in accounts
        ],
        "hidden": hidden,
    }


def work(lead: Lead, user: User) -> dict[str, object] | None:
    """Let somebody give it to a colleague, or close it."""
    if not lead.is_open:
        return None
    may_assign = user.has_perm(ASSIGN)
    return {
        "lead": lead,
        "assign_form": AssignForm(initial={"owner": lead.owner_id}) if may_assign else None,
        "takes_it": not may_assign and lead.owner_id is None,
        "disqualify_form": DisqualifyForm(),
    }


def outcome(lead: Lead, user: User) -> dict[str, object] | None:
    """Tell what became of a closed lead."""
    if lead.is_open:
        return None
    account = lead.account if lead.account and may_see(user, lead.account) else None
    contact = lead.contact if lead.contact and may_see(user, lead.contact) else None
    deal = lead.deal if lead.deal and user.has_perm("pipeline.view_deal") else None
    return {
        "lead": lead,
        "account": name_for(user, account) if account else "",
        "account_url": reverse("customers:inspect", args=[account.pk]) if account else "",
        "contact": name_for(user, contact) if contact else "",
        "contact_url": reverse("customers:inspect", args=[contact.pk]) if contact else "",
        "deal": deal if deal is not None and may_see(user, deal.customer) else None,
    }


for _panel in (
    Panel(
        name="outcome",
        title=_("What became of it"),
        template="crm_core/leads/panels/outcome.html",
        context=outcome,
        order=5,
        area=MAIN,
    ),
    Panel(
        name="said",
        title=_("What they want"),
        template="crm_core/leads/panels/said.html",
        context=said,
        order=10,
        area=MAIN,
    ),
    Panel(
        name="planned",
        title=_("Do next"),
        template="crm_core/activities/next_panel.html",
        context=planned,
        order=20,
        area=MAIN,
        permission="activities.view_activity",
    ),
    Panel(
        name="facts",
        title=_("How they came"),
        template="crm_core/leads/panels/facts.html",
        context=facts_of,
        order=30,
        area=MAIN,
    ),
    Panel(
        name="timeline",
        title=_("Timeline"),
        template="crm_core/timeline/panel.html",
        context=timeline,
        order=50,
        area=ACTIVITY,
        permission="customers.view_customer",
    ),
    Panel(
        name="work",
        title=_("Processing"),
        template="crm_core/leads/panels/work.html",
        context=work,
        order=10,
        area=SIDE,
        permission=CHANGE,
    ),
    Panel(
        name="score",
        title=_("Score"),
        template="crm_core/leads/panels/score.html",
        context=score,
        order=20,
        area=SIDE,
    ),
    Panel(
        name="duplicates",
        title=_("Who it may be"),
        template="crm_core/leads/panels/duplicates.html",
        context=duplicates,
        order=30,
        area=SIDE,
        permission="customers.view_customer",
    ),
):
    PANELS.register(_panel)
