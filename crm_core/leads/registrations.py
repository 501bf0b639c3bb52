"""Accounts that make leads, as the settings say whose."""

from crm_core.leads.facts import LeadFacts
from crm_core.leads.kinds import REGISTRATION
from crm_core.leads.models import Lead, LeadSettings
from crm_core.leads.score_facts import FREE_MAIL
from crm_core.leads.services import capture_lead
from shop.b2b.models import Company
from shop.b2b.queries import company_of
from shop.user.models import User

Registrations = LeadSettings.Registrations


def capture_registration(user: User) -> Lead | None:
    """Make a lead of an account that was opened; None where the settings want none of this one."""
    company = company_of(user, email=user.email)
    if user.is_staff or not user.is_active or not _is_wanted(user, company):
        return None
    return capture_lead(
        LeadFacts(
            kind=REGISTRATION,
            source=f"account:{user.pk}",
            occurred_at=user.date_joined,
            user=user,
            company=company,
            name=user.get_full_name(),
            email=user.email,
            company_name=company.name if company else "",
            vat_id=company.vat_id if company else "",
            language=user.language,
        )
    )


def _is_wanted(user: User, company: Company | None) -> bool:
    wanted = LeadSettings.load().registrations
    if wanted == Registrations.NONE:
        return False
    if wanted == Registrations.ALL or company is not None:
        return True
    domain = user.email.rpartition("@")[2].lower()
    return wanted == Registrations.BUSINESS and domain not in FREE_MAIL
