"""The mails of approvals: the question to who may decide, and the answer to who asked."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from crm_core.approvals.kinds import KINDS as APPROVAL_KINDS, Fact, describe
from crm_core.approvals.links import address_of, link_for
from crm_core.approvals.models import AnswerLink, Approval, ApprovalStep
from crm_core.approvals.rights import people_to_tell
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.rendering import render
from shop.mail.services import send, send_rendered
from shop.user.language import reader_language
from shop.user.models import User

ASKED, ANSWERED = "approval-requested", "approval-closed"


def tell_approvers(approval: Approval) -> int:
    """Write to everybody who may answer now and was not written to for this step; return how many were."""
    if not approval.is_open:
        return 0
    told = 0
    for step in approval.steps.filter(state=ApprovalStep.State.WAITING).select_related("approval"):
        for user in people_to_tell(step):
            link, _is_new = link_for(step, user.pk, now=timezone.now())
            told += _ask(link, step, user)
    return told


def _ask(link: AnswerLink, step: ApprovalStep, user: User) -> bool:
    language = reader_language(user)
    context = context_of(step.approval, language, link=address_of(link, language=language))
    mail = send_rendered(
        ASKED,
        render(ASKED_MAIL, context, language=language),
        to=user.email,
        language=language,
        key=f"{ASKED}:{step.pk}:{user.pk}",
        user=user,
        is_secret=True,
    )
    return mail is not None


def context_of(approval: Approval, language: str, *, link: str = "") -> dict[str, object]:
    """Return what a mail, and the page that it leads to, say of an approval: nothing that is private."""
    with translation.override(language):
        description = describe(approval)
        kind = APPROVAL_KINDS.get(approval.kind)
        return {
            "kind": str(kind.label) if kind else approval.kind,
            "title": str(description.title),
            "facts": public_facts(description.facts),
            "requester": approval.requested_by_name,
            "reason": approval.reason,
            "expires_at": approval.expires_at,
            "link": link,
        }


def public_facts(facts: Sequence[Fact]) -> list[tuple[str, str]]:
    """List the facts that may stand in a mail."""
    return [(str(fact.label), fact.value) for fact in facts if not fact.is_private and fact.value]


def tell_requester(approval: Approval) -> bool:
    """Write to who asked what came of it, unless they ended it themselves."""
    requester = approval.requested_by
    if requester is None or not requester.is_active or approval.closed_by_id == requester.pk:
        return False
    language = reader_language(requester)
    step = approval.steps.filter(state=ApprovalStep.State.REFUSED).first()
    path = reverse("approvals_office:inspect", args=[approval.pk])
    with translation.override(language):
        state = approval.get_state_display()
    context = {
        **context_of(approval, language),
        "state": state,
        "by": approval.closed_by_name,
        "comment": step.comment if step else approval.closing_note,
        "path": path,
    }
    key = f"{ANSWERED}:{approval.pk}"
    mail = send(ANSWERED, to=requester.email, language=language, context=context, key=key, user=requester)
    return mail is not None


def _sample() -> dict[str, object]:
    return {
        "kind": _("Discount on a deal"),
        "title": "Celadon & Sons: 25 %",
        "facts": [(_("Discount"), "25 %")],
        "requester": "Ada Li",
        "reason": "",
        "expires_at": timezone.now(),
        "link": settings.KILN_BASE_URL.rstrip("/") + "/approvals/sample/",
        "state": Approval.State.APPROVED.label,
        "by": "Eve Lin",
        "comment": "",
        "path": "/",
    }


ASKED_MAIL = KINDS.register(
    EmailType(
        code=ASKED,
        name=_("Approval requested"),
        template="crm_core/approvals/mail/requested",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
KINDS.register(
    EmailType(
        code=ANSWERED,
        name=_("Approval decided"),
        template="crm_core/approvals/mail/closed",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
