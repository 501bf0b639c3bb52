"""What becomes of an application to sell for us: that it was made stays, what was written goes."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partners.onboarding.models import PartnerApplication
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, UNRELATED, Eraser, Kept, Unrelated
from shop.privacy.erasure.rows import blank, redact_rows

WRITTEN = ["vat_id", "website", "plan", "answer", "territory"]


def applications_of(person: Person) -> QuerySet[PartnerApplication]:
    """List what they applied for."""
    return PartnerApplication.objects.filter(user__in=person.users)


def erase_applications(person: Person) -> int:
    """Empty the words; the company's name loses that of the person."""
    redact_rows(applications_of(person), ["company_name"], person)
    return blank(applications_of(person), WRITTEN)


ERASERS.register(
    Eraser(
        name="partner-applications",
        label=_("what was written in partner applications"),
        fields=("partner_onboarding.PartnerApplication.*",),
        erase=erase_applications,
        count=lambda person: applications_of(person).count(),
    )
)
KEPT.register(
    Kept(
        name="partner-agreements-accepted",
        fields=("partner_onboarding.AgreementAcceptance.*",),
        label=_("that you accepted a partner agreement for your company"),
        reason=_("It proves what was agreed with the company."),
    )
)
UNRELATED.register(
    Unrelated(
        name="partner-onboarding",
        fields=("partner_onboarding.AgreementVersion.*", "partner_onboarding.PartnerProfile.*"),
    )
)
