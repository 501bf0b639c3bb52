"""Mails of tenders: to colleagues who bid, and to the buyer. None says what anybody bids."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm_core.tenders.models import Tender
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language
from shop.user.models import User

INVITED, EXTENDED, CANCELLED, WON, LOST = "invited", "extended", "cancelled", "won", "lost"
OPENED, CONFIRMED = "opened", "confirmed"


def tell_colleagues(what: str, tender: Tender, people: Iterable[User], *, fact: str) -> int:
    """Write to colleagues who bid, each once for a fact; return how many are written to."""
    path = reverse("tenders_office:inspect", args=[tender.pk])
    return sum(_send(what, tender, person, path=path, fact=fact) for person in people)


def tell_buyer(what: str, tender: Tender, *, fact: str) -> int:
    """Write to who posted it, once for a fact."""
    if tender.user is None or not tender.user.is_active:
        return 0
    path = reverse("company_tenders:show", args=[tender.pk])
    return _send(what, tender, tender.user, path=path, fact=fact)


def _send(what: str, tender: Tender, person: User, *, path: str, fact: str) -> int:
    language = reader_language(person)
    with translation.override(language):
        context = _context(tender, path)
    key = f"tender:{tender.pk}:{what}:{fact}:{person.pk}"
    mail = send(f"tender-{what}", to=person.email, language=language, context=context, key=key, user=person)
    return int(mail is not None)


def _context(tender: Tender, path: str) -> dict[str, object]:
    return {"tender": tender, "link": settings.KILN_BASE_URL.rstrip("/") + path}


def _sample() -> dict[str, object] | None:
    tender = Tender.objects.exclude(published_at=None).select_related("company", "user").first()
    return _context(tender, reverse("company_tenders:show", args=[tender.pk])) if tender else None


for _name, _title in (
    (INVITED, _("Invitation to bid")),
    (EXTENDED, _("Tender extended")),
    (CANCELLED, _("Tender cancelled")),
    (WON, _("Bid won")),
    (LOST, _("Bid not chosen")),
    (OPENED, _("Bids opened")),
    (CONFIRMED, _("Tender awarded")),
):
    KINDS.register(
        EmailType(
            code=f"tender-{_name}",
            name=_title,
            template=f"crm_core/tenders/mail/{_name}",
            sample=_sample,
            purpose=TRANSACTIONAL,
        )
    )
