"""A person's leads as a part of a copy of their data: what they wrote, and when."""

from crm_core.leads.models import LeadSource
from crm_core.profile.export import own_customer
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def leads_of_user(user: User) -> list[dict[str, object]]:
    """List the facts by which an account's owner became a lead, the oldest first."""
    customer = own_customer(user)
    if customer is None:
        return []
    sources = LeadSource.objects.filter(lead__customer=customer).order_by("occurred_at", "pk")
    return [
        {
            "source": source.kind,
            "at": source.occurred_at,
            "title": source.title,
            "text": source.text,
            "written": source.written,
        }
        for source in sources
    ]


EXPORTERS.register(Exporter(name="leads", read=leads_of_user))
