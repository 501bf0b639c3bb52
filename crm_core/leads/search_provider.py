"""Open leads in the search of the back office."""

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.queries import customers_matching
from crm_core.leads.access import VIEW, leads_visible_to
from crm_core.leads.kinds import label_of_kind
from crm_core.leads.limits import lead_url
from crm_core.leads.models import Lead
from shop.backoffice.global_search.registry import CANDIDATES, PROVIDERS, Hit, SearchProvider, fit_of
from shop.user.models import User


def find_leads(text: str, user: User) -> list[Hit]:
    """Find open leads by who it is or by the company they name; those that the user sees."""
    known = customers_matching(text, hidden=fields_of(user).hidden).order_by()[:CANDIDATES]
    keys = list(known.values_list("pk", flat=True))
    wanted = Q(customer__in=keys) | Q(company_name__istartswith=text)
    leads = leads_visible_to(user, Lead.objects.filter(wanted, open_slot=True)).select_related("customer")
    return [
        Hit(
            title=name_for(user, lead.customer),
            url=lead_url(lead),
            note=" · ".join(filter(None, (lead.company_name, label_of_kind(lead.kind)))),
            fit=fit_of(text, name_for(user, lead.customer), lead.company_name),
        )
        for lead in leads.order_by("-created_at", "-pk")[:CANDIDATES]
    ]


PROVIDERS.register(
    SearchProvider(
        name="leads",
        label=_("Leads"),
        icon="user",
        order=12,
        permission=VIEW,
        find=find_leads,
        list_url=lambda text: f"{reverse('leads:index')}?{urlencode({'q': text})}",
    )
)
