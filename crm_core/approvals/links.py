"""The signed links by which an approver answers from a mail, without logging in.

A link names a row (`AnswerLink`) of one step and one person: it is good for one answer, until the step is
decided, the person may decide it no more, or its time is over. To open it changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation

from crm_core.approvals.models import AnswerLink, Approval, ApprovalStep
from crm_core.approvals.rights import answerable
from crm_core.approvals.services import decide

SALT = "kiln.approvals.answer"
GOOD_FOR = timedelta(days=7)


class LinkOverError(ValueError):
    """A link that answers nothing any more."""


def link_for(step: ApprovalStep, user_id: int, *, now: datetime) -> tuple[AnswerLink, bool]:
    """Return somebody's link for a step, and whether it is new."""
    expires = min(filter(None, [now + GOOD_FOR, step.approval.expires_at]))
    return AnswerLink.objects.get_or_create(step=step, user_id=user_id, defaults={"expires_at": expires})


def address_of(link: AnswerLink, *, language: str) -> str:
    """Return the whole address of a link."""
    with translation.override(language):
        path = reverse("approvals:answer", args=[signing.dumps(link.pk, salt=SALT)])
    return settings.KILN_BASE_URL.rstrip("/") + path


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a good link asks."""

    link: AnswerLink
    step: ApprovalStep
    approval: Approval


def question_in(token: str) -> Question:
    """Return what a link asks. Raises LinkOverError for one that is not ours, used, revoked or too old."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise LinkOverError from error
    links = AnswerLink.objects.select_related(
        "user", "step__approval__about_type", "step__approval__customer"
    )
    link = links.filter(pk=number, used_at=None, revoked_at=None, expires_at__gt=timezone.now()).first()
    if link is None or not _may_answer(link):  # guard: approval-link-right
        raise LinkOverError
    return Question(link=link, step=link.step, approval=link.step.approval)


def _may_answer(link: AnswerLink) -> bool:
    return answerable(link.user).filter(pk=link.step_id).exists()


def answer(question: Question, *, is_approved: bool, comment: str) -> Approval:
    """Answer by a link, once. Raises LinkOverError where it was used meanwhile, and as `decide` does."""
    return decide(
        question.approval,
        by=question.link.user,
        is_approved=is_approved,
        comment=comment,
        via=ApprovalStep.Via.MAIL,
        step=question.step,
        before=lambda: _claim(question.link),
    )


def _claim(link: AnswerLink) -> None:
    """Use a link up, in the transaction of the answer."""
    unused = AnswerLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None)
    if not unused.update(used_at=timezone.now()):
        raise LinkOverError
