"""What becomes of registrations of an end customer's contact who is forgotten: the claim stays, they go."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.deal_registrations.models import DealRegistration, RegistrationMessage
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, UNRELATED, Eraser, Kept, Unrelated
from shop.privacy.erasure.rows import blank, by_address, holding, redact_rows
from shop.privacy.erasure.traces import words_of

CONTACT = ("contact_name", "contact_email", "contact_phone")
WORDS = ("note", "answer", "extension_reason", "lost_reason")


def of_contact(person: Person) -> QuerySet[DealRegistration]:
    """List the registrations that name one of their addresses."""
    return by_address(DealRegistration, "contact_email", person)


def erase_contacts(person: Person) -> int:
    """Empty the contact where it is them, and strike them out of what was written."""
    mine = list(of_contact(person).values_list("pk", flat=True))
    number = blank(DealRegistration.objects.filter(pk__in=mine), list(CONTACT))
    if words := words_of(person):
        rows, names = DealRegistration.objects.all(), [*CONTACT, *WORDS]
        number += redact_rows(holding(rows, names, words), names, person)
        messages = RegistrationMessage.objects.all()
        number += redact_rows(holding(messages, ["text"], words), ["text"], person)
    written = RegistrationMessage.objects.filter(Q(author__in=person.users))
    return number + redact_rows(written, ["text"], person)


ERASERS.register(
    Eraser(
        name="deal-registrations",
        label=_("contacts of deals that partners registered"),
        fields=(
            *(f"deal_registrations.DealRegistration.{name}" for name in (*CONTACT, *WORDS)),
            "deal_registrations.RegistrationMessage.text",
        ),
        erase=erase_contacts,
        count=lambda person: of_contact(person).count(),
    )
)
KEPT.register(
    Kept(
        name="deal-registrations",
        label=_("which company a partner has registered, and when"),
        reason=_("Disputes between partners are settled by it; it tells of companies, not of people."),
        fields=(
            *(
                f"deal_registrations.DealRegistration.{name}"
                for name in ("customer_name", "vat_id", "website", "domain", "line1", "postcode", "city")
            ),
            *("deal_registrations.DealRegistration.country", "deal_registrations.DealRegistration.state"),
            *("deal_registrations.DealRegistration.currency", "deal_registrations.EvidenceEntry.*"),
            "deal_registrations.DealRegistration.site_postcode",
        ),
    )
)
UNRELATED.register(
    Unrelated(
        name="deal-registrations",
        fields=("deal_registrations.RegistrationLine.*", "deal_registrations.ConflictMatch.*"),
    )
)
