"""The kit of the back office shows of leads what somebody may see; activities know them."""

from django.urls import reverse

from crm_core.activities.about import ABOUT, About, AboutLink
from crm_core.customers.access.fields import name_for
from crm_core.leads.access import leads_visible_to
from crm_core.leads.models import Lead
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit
from shop.user.models import User


def lead_url(lead: Lead) -> str:
    """Return where a lead's page is."""
    return reverse("leads:inspect", args=[lead.pk])


def lead_name(lead: Lead, user: User) -> str:
    """Call a lead by who it is, as far as a user sees that."""
    return name_for(user, lead.customer)


def _find(user: User, pk: int) -> Lead | None:
    return leads_visible_to(user).select_related("customer").filter(pk=pk).first()


def _link(lead: Lead, user: User) -> AboutLink:
    return AboutLink(label=lead_name(lead, user), url=lead_url(lead))


ROW_LIMITS.register(RowLimit(name=Lead._meta.label_lower, limit=leads_visible_to))
ABOUT.register(About(name=Lead._meta.label_lower, find=_find, link=_link))
