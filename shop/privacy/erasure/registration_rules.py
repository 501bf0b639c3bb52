"""What becomes of an application for a company account: that it was made stays, words and papers go."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.company_accounts.models import (
    ApplicationAnswer,
    ApplicationDocument,
    CompanyApplication,
    RepMessage,
)
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, Eraser, Kept
from shop.privacy.erasure.rows import blank, redact_rows

WRITTEN = [
    *("vat_id", "registration_number", "line1", "line2", "city", "state_name", "postcode"),
    *("contact_name", "job_title", "phone", "website", "wants"),
]


def applications_of(person: Person) -> QuerySet[CompanyApplication]:
    """List what they applied for."""
    return CompanyApplication.objects.filter(user__in=person.users)


def erase_applications(person: Person) -> int:
    """Empty the words, delete the papers; the company's name loses that of the person."""
    rows = applications_of(person)
    redact_rows(rows, ["name"], person)
    documents = ApplicationDocument.objects.filter(application__in=rows)
    for document in documents:
        document.delete()
    return blank(rows, WRITTEN) + blank(ApplicationAnswer.objects.filter(application__in=rows), ["message"])


ERASERS.register(
    Eraser(
        name="company-applications",
        label=_("what was written in applications for a company account, and its documents"),
        fields=(
            "company_accounts.CompanyApplication.*",
            "company_accounts.ApplicationDocument.*",
            "company_accounts.ApplicationAnswer.*",
        ),
        erase=erase_applications,
        count=lambda person: applications_of(person).count(),
    )
)
ERASERS.register(
    Eraser(
        name="representative-messages",
        label=_("messages to the sales representative"),
        fields=("company_accounts.RepMessage.*",),
        erase=lambda person: RepMessage.objects.filter(user__in=person.users).delete()[0],
        count=lambda person: RepMessage.objects.filter(user__in=person.users).count(),
    )
)
KEPT.register(
    Kept(
        name="act-as",
        label=_("which colleague acted for an account in the shop, when and why"),
        reason=_("It proves who had access; it names no customer."),
        fields=("act_as.ActAsSession.*", "act_as.ActAsEntry.*"),
    )
)
