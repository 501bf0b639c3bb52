"""Mails of registrations: to who registered, and to us when an answer is late. None names a rival."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.deal_registrations.access import deciders
from partners.deal_registrations.models import DealRegistration, RegistrationState
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language
from shop.user.models import User

RECEIVED, APPROVED, RETURNED, REJECTED = "received", "approved", "returned", "rejected"
EXTENDED, WON, EXPIRED, MESSAGE, LATE, ASKED = "extended", "won", "expired", "message", "late", "asked"


def tell_partner(what: str, registration: DealRegistration, *, fact: str = "") -> int:
    """Write to who registered it, once for a fact; nothing for somebody who is gone."""
    person = registration.created_by
    if person is None or not person.is_active:
        return 0
    path = reverse("deal_registrations:show", args=[registration.pk])
    return _send(what, registration, person, path=path, fact=fact)


def tell_staff(what: str, registration: DealRegistration, *, fact: str = "") -> int:
    """Write to who looks after it, once each for a fact; return how many are written to."""
    path = reverse("registrations_office:inspect", args=[registration.pk])
    return sum(_send(what, registration, one, path=path, fact=fact) for one in _in_charge(registration))


def _in_charge(registration: DealRegistration) -> Iterable[User]:
    """Return the reviewer, else the partner's representative, else everybody who may decide."""
    for one in (registration.reviewer, registration.account.company.sales_rep):
        if one is not None and one.is_active:
            return [one]
    return list(deciders())


def _send(what: str, registration: DealRegistration, person: User, *, path: str, fact: str) -> int:
    language = reader_language(person)
    with translation.override(language):
        context = _context(registration, path)
    key = f"registration:{registration.pk}:{what}:{fact}:{person.pk}"
    mail = send(
        f"registration-{what}", to=person.email, language=language, context=context, key=key, user=person
    )
    return int(mail is not None)


def _context(registration: DealRegistration, path: str) -> dict[str, object]:
    return {"registration": registration, "link": settings.KILN_BASE_URL.rstrip("/") + path}


def _sample() -> dict[str, object] | None:
    rows = DealRegistration.objects.exclude(state=RegistrationState.DRAFT)
    found = rows.select_related("account__company").first()
    return _context(found, reverse("deal_registrations:show", args=[found.pk])) if found else None


for _name, _title in (
    (RECEIVED, _("Deal registration received")),
    (APPROVED, _("Deal registration approved")),
    (RETURNED, _("Deal registration returned")),
    (REJECTED, _("Deal registration rejected")),
    (EXTENDED, _("Deal protection extended")),
    (WON, _("Registered deal won")),
    (EXPIRED, _("Deal protection expired")),
    (MESSAGE, _("Message about a deal registration")),
    (LATE, _("Deal registration to be answered")),
    (ASKED, _("Message of a partner about a deal")),
):
    KINDS.register(
        EmailType(
            code=f"registration-{_name}",
            name=_title,
            template=f"partners/deals/mail/{_name}",
            sample=_sample,
            purpose=TRANSACTIONAL,
        )
    )
