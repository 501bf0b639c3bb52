"""The mails of purchase requests: the question to approvers, the answer to the buyer."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.rendering import render
from shop.mail.services import send, send_rendered
from shop.purchase_approvals.links import address_of, link_for
from shop.purchase_approvals.models import PurchaseRequest, RequestStep
from shop.purchase_approvals.queries import people_to_ask
from shop.user.language import reader_language
from shop.user.models import User

ASKED, REMINDED, CLOSED = "purchase-approval-asked", "purchase-approval-reminder", "purchase-request-closed"


def tell_approvers(request: PurchaseRequest) -> int:
    """Write to everybody who may answer now and was not written to for this step; return how many were."""
    if not request.is_open:
        return 0
    steps = request.steps.filter(state=RequestStep.State.WAITING, round=request.round)
    return sum(_ask(step, user, ASKED) for step in steps for user in people_to_ask(step))


def remind(step: RequestStep) -> int:
    """Write once more to who has not answered a step; return how many were."""
    return sum(_ask(step, user, REMINDED) for user in people_to_ask(step))


def _ask(step: RequestStep, user: User, kind: str) -> bool:
    language = reader_language(user)
    link = link_for(step, user, now=timezone.now())
    context = context_of(step.request, language, link=address_of(link, language=language))
    mail = send_rendered(
        kind,
        render(KINDS[kind], context, language=language),
        to=user.email,
        language=language,
        key=f"{kind}:{step.pk}:{user.pk}",
        user=user,
        is_secret=True,
    )
    return mail is not None


def tell_buyer(request: PurchaseRequest) -> bool:
    """Write to the buyer what came of a request; return whether this call did."""
    if request.user is None or not request.user.is_active:
        return False
    language = reader_language(request.user, otherwise=request.language)
    with translation.override(language):
        path = reverse("purchase_approvals:detail", args=[request.public_id])
    mail = send(
        CLOSED,
        to=request.user.email,
        language=language,
        context=context_of(request, language, link=settings.KILN_BASE_URL.rstrip("/") + path),
        key=f"{CLOSED}:{request.pk}",
        user=request.user,
    )
    return mail is not None


def context_of(request: PurchaseRequest, language: str, *, link: str) -> dict[str, object]:
    """Return what a mail says of a request."""
    with translation.override(language):
        state = str(request.get_state_display())
    return {
        "request_state": request.state,
        "state": state,
        "buyer": request.buyer_name,
        "company": request.company.name,
        "total": request.total,
        "currency": request.currency,
        "lines": list(request.lines.all()),
        "po_number": request.po_number,
        "cost_centre": str(request.cost_centre or ""),
        "note": request.note,
        "reason": request.reason,
        "order_number": request.order.number if request.order else "",
        "expires_at": request.expires_at,
        "has_changed": request.round > 1,
        "link": link,
    }


def _sample() -> dict[str, object] | None:
    request = PurchaseRequest.objects.select_related("company", "order", "cost_centre").first()
    return context_of(request, "en", link=settings.KILN_BASE_URL.rstrip("/") + "/") if request else None


for _code, _name, _template in (
    (ASKED, _("Company: order to approve"), "asked"),
    (REMINDED, _("Company: order to approve, reminder"), "reminder"),
    (CLOSED, _("Company: order approved or rejected"), "closed"),
):
    KINDS.register(
        EmailType(
            code=_code,
            name=_name,
            template=f"purchase_approvals/mail/{_template}",
            sample=_sample,
            purpose=TRANSACTIONAL,
        )
    )
