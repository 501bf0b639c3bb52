"""The signed links by which an approver answers from a mail, without logging in.

A link names a row (`AnswerLink`) of one step and one person. It is good for one answer, while the step waits
and the person may answer it, until its time is over. To open it changes nothing.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation

from shop.purchase_approvals.exceptions import LinkOverError
from shop.purchase_approvals.models import AnswerLink, RequestApprover, RequestStep
from shop.purchase_approvals.queries import answerable_rows
from shop.purchase_approvals.services import Answer
from shop.user.models import User

SALT = "kiln.purchase_approvals.answer"


def link_for(step: RequestStep, user: User, *, now: datetime) -> AnswerLink:
    """Return somebody's link for a step; made once."""
    days = timedelta(days=settings.KILN_PURCHASE_LINK_DAYS)
    expires = min(now + days, step.request.expires_at)
    link, _made = AnswerLink.objects.get_or_create(step=step, user=user, defaults={"expires_at": expires})
    return link


def address_of(link: AnswerLink, *, language: str) -> str:
    """Return the whole address of a link."""
    with translation.override(language):
        path = reverse("purchase_approvals:answer", args=[signing.dumps(link.pk, salt=SALT)])
    return settings.KILN_BASE_URL.rstrip("/") + path


def link_in(token: str) -> AnswerLink:
    """Return the link of a token. Raises LinkOverError for one that is forged, used, too old or answered."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise LinkOverError from error
    links = AnswerLink.objects.select_related("user", "step__request__company", "step__request__user")
    link = links.filter(
        pk=number,
        used_at=None,
        expires_at__gt=timezone.now(),
    ).first()
    if link is None or not _may_answer(link):  # guard: purchase-link-right
        raise LinkOverError
    return link


def _may_answer(link: AnswerLink) -> bool:
    return answerable_rows(link.user).filter(step=link.step_id).exists()


def answer_by(link: AnswerLink, answer: Answer) -> Answer:
    """Return an answer that uses a link up; taken once, in the transaction of the answer."""

    def claim() -> None:
        unused = AnswerLink.objects.filter(pk=link.pk, used_at=None)  # guard: purchase-link-once
        if not unused.update(used_at=timezone.now()):
            raise LinkOverError

    return Answer(
        is_approved=answer.is_approved,
        comment=answer.comment,
        seen=answer.seen,
        via=RequestApprover.Via.MAIL,
        step_id=link.step_id,
        claim=claim,
    )
