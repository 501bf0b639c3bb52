"""Mails to whoever asked for money of a fund: the decision, and that it was paid."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.funds.models import Claim, FundRequest
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language
from shop.user.models import User

REQUEST, CLAIM = "fund-request-decided", "fund-claim-decided"


def tell_request(request: FundRequest) -> int:
    """Mail the decision to who made the request, once for each; return how many were written to."""
    key = f"{REQUEST}:{request.pk}:{request.decided_at:%Y%m%d%H%M%S}" if request.decided_at else ""
    return _send(REQUEST, request.created_by, request, {}, key=key) if key else 0


def tell_claim(claim: Claim) -> int:
    """Mail what became of a claim to who made it, once for each status; return how many were written to."""
    key = f"{CLAIM}:{claim.pk}:{claim.status}"
    return _send(CLAIM, claim.created_by, claim.request, {"claim": claim}, key=key)


def _send(kind: str, user: User | None, request: FundRequest, more: dict[str, object], *, key: str) -> int:
    if user is None or not user.is_active:
        return 0
    language = reader_language(user)
    with translation.override(language):
        context = {**_context(request), **more}
    mail = send(kind, to=user.email, language=language, context=context, key=key, user=user)
    return int(mail is not None)


def _context(request: FundRequest) -> dict[str, object]:
    path = reverse("partner_funds:show", args=[request.pk])
    currency = request.allocation.budget.currency
    return {"fund_request": request, "currency": currency, "link": settings.KILN_BASE_URL.rstrip("/") + path}


def _sample_request() -> dict[str, object] | None:
    found = FundRequest.objects.exclude(decided_at=None).select_related("allocation__budget").first()
    return _context(found) if found else None


def _sample_claim() -> dict[str, object] | None:
    found = Claim.objects.select_related("request__allocation__budget").first()
    return {**_context(found.request), "claim": found} if found else None


KINDS.register(
    EmailType(
        code=REQUEST,
        name=_("Fund request decided"),
        template="partners/mail/fund_request",
        sample=_sample_request,
        purpose=TRANSACTIONAL,
    )
)
KINDS.register(
    EmailType(
        code=CLAIM,
        name=_("Fund claim decided"),
        template="partners/mail/fund_claim",
        sample=_sample_claim,
        purpose=TRANSACTIONAL,
    )
)
