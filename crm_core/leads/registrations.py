"""Accounts that make leads, as the settings say whose, and companies that apply for one."""

from crm_core.leads.facts import LeadFacts
from crm_core.leads.kinds import COMPANY_APPLICATION, REGISTRATION
from crm_core.leads.models import Lead, LeadSettings
from crm_core.leads.score_facts import FREE_MAIL
from crm_core.leads.services import capture_lead
from shop.b2b.models import Company
from shop.b2b.queries import company_of
from shop.company_accounts.models import CompanyApplication
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


def capture_company_application(application: CompanyApplication) -> Lead | None:
    """Make a lead of a company that applies, once; None for an account that is not active any more."""
    if not application.user.is_active:
        return None
    return capture_lead(
        LeadFacts(
            kind=COMPANY_APPLICATION,
            source=f"company-application:{application.pk}",
            occurred_at=application.created_at,
            user=application.user,
            email=application.user.email,
            phone=application.phone,
            name=application.contact_name,
            company_name=application.name,
            vat_id=application.vat_id,
            country=application.country_id,
            postcode=application.postcode,
            language=application.language,
            text=application.wants,
            written={"website": application.website} if application.website else {},
            data={"application_id": application.pk},
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
