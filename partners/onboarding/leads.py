"""Applications that make leads."""

from crm_core.leads.facts import LeadFacts
from crm_core.leads.kinds import PARTNER
from crm_core.leads.models import Lead, LeadSettings
from crm_core.leads.services import capture_lead
from partners.onboarding.models import PartnerApplication


def capture_application(application: PartnerApplication) -> Lead | None:
    """Make a lead of an application, once; None where the settings want none."""
    if not LeadSettings.load().partner_applications or not application.user.is_active:
        return None
    return capture_lead(
        LeadFacts(
            kind=PARTNER,
            source=f"partner-application:{application.pk}",
            occurred_at=application.created_at,
            user=application.user,
            email=application.user.email,
            name=application.user.get_full_name(),
            company_name=application.company_name,
            vat_id=application.vat_id,
            language=application.language,
            text=application.plan,
            written={"website": application.website} if application.website else {},
            data={"application_id": application.pk},
        )
    )
