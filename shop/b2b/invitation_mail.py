"""The letter that asks somebody to buy for a company."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from shop.b2b.models import CompanyInvitation
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.rendering import render
from shop.mail.services import send_rendered

KIND = "company-invitation"


def send_invitation_mail(invitation: CompanyInvitation, *, token: str) -> None:
    """Write the letter with the link that `token` makes, once for each key of the invitation.

    It is secret, because its link makes a member.
    """
    language = invitation.language or settings.LANGUAGE_CODE
    with translation.override(language):
        path = reverse("company:invitation", args=[token])
    context = _context(
        name=invitation.name,
        company=invitation.company.name,
        by=str(invitation.invited_by or ""),
        path=path,
        until=invitation.expires_at,
    )
    letter = render(MAIL, context, language=language)
    key = f"{KIND}:{invitation.key}"
    send_rendered(KIND, letter, to=invitation.email, language=language, key=key, is_secret=True)


def _context(*, name: str, company: str, by: str, path: str, until: datetime) -> dict[str, object]:
    link = settings.KILN_BASE_URL.rstrip("/") + path
    return {"name": name, "company": company, "by": by, "link": link, "until": until}


def _sample() -> dict[str, object]:
    until = timezone.now() + settings.KILN_INVITATION_DURATION
    return _context(
        name="Ada", company="Harbour Kitchens", by="Mei Lin", path="/company/sample/", until=until
    )


MAIL = KINDS.register(
    EmailType(
        code=KIND,
        name=_("Invitation to a company"),
        template="company/mail/invitation",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
