"""Leads that somebody wrote, and partners who take some."""

from django.utils import timezone

from crm_core.leads.facts import LeadFacts
from crm_core.leads.services import capture_lead
from partners.lead_distribution.models import LeadProfile
from tests.partners.factories import PartnerAccountFactory

NAMES = ("Ann Beck", "Bo Lindqvist", "Carla Ricci", "Dmitri Volkov", "Emeka Obi", "Fumiko Abe")


def make_lead(number=1, **facts):
    """A lead of somebody by a number of their own."""
    facts = {"email": f"ann{number}@example.com", "name": NAMES[(number - 1) % len(NAMES)], **facts}
    return capture_lead(
        LeadFacts(kind="form", source=f"form-entry:{number}", occurred_at=timezone.now(), **facts)
    )


def make_taker(**profile):
    """A partner account that takes leads."""
    account = PartnerAccountFactory()
    LeadProfile.objects.create(account=account, **profile)
    return account
