"""Beginning and ending to act for a buyer, and noting each page of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shop.act_as.access import may_act_for
from shop.act_as.events import ActedForCustomer
from shop.act_as.models import ActAsEntry, ActAsSession
from shop.b2b.access import access_of
from shop.events.services import publish
from shop.user.models import User

LIMIT = timedelta(minutes=60)
LENGTHS = {"method": 8, "view": 120}


class ActingRefusedError(PermissionError):
    """The colleague may not act for this account."""


@transaction.atomic
def start(staff: User, user: User, *, reason: str, now: datetime) -> ActAsSession:
    """Let a colleague act for an account for an hour; what they did for another ends.

    Raises ActingRefusedError without the right, for colleagues and for customers that they may not see,
    ValueError without a reason. Effects in order: the session before ends, session, ActedForCustomer.
    """
    held = User.objects.select_for_update().get(pk=staff.pk)
    if not may_act_for(held, user):
        raise ActingRefusedError
    if not reason.strip():
        raise ValueError("Acting for a customer needs a reason.")
    for other in ActAsSession.objects.filter(staff=held, ended_at=None):
        end(other, how=ActAsSession.End.REPLACED, now=now)
    access = access_of(user)
    session = ActAsSession.objects.create(
        staff=held,
        user=user,
        company_id=access.company_id if access else None,
        reason=reason.strip()[:255],
        started_at=now,
        expires_at=now + LIMIT,
    )
    _tell(session, "started")
    return session


@transaction.atomic
def end(session: ActAsSession, *, how: ActAsSession.End, now: datetime) -> bool:
    """End it; False where it had ended before. Effects in order: session, ActedForCustomer."""
    open_one = ActAsSession.objects.filter(pk=session.pk, ended_at=None)
    if not open_one.update(ended_at=now, end=how):
        return False
    _tell(session, "ended")
    return True


def end_all_of(staff: User, *, how: ActAsSession.End) -> int:
    """End whatever a colleague does for others; return how many sessions ended."""
    rows = ActAsSession.objects.filter(staff=staff.pk, ended_at=None)
    return sum(end(session, how=how, now=timezone.now()) for session in rows)


def note(session: ActAsSession, *, method: str, view: str, status: int, now: datetime) -> ActAsEntry:
    """Write down one page: by what it was asked, its name and what was answered, never what was sent."""
    return ActAsEntry.objects.create(
        session=session,
        at=now,
        method=method[: LENGTHS["method"]],
        view=view[: LENGTHS["view"]],
        status=status,
    )


def _tell(session: ActAsSession, phase: str) -> None:
    publish(
        ActedForCustomer(
            session_id=session.pk,
            staff_id=session.staff_id,
            user_id=session.user_id,
            phase="started" if phase == "started" else "ended",
        )
    )
