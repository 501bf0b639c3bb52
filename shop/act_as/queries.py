"""Reading what colleagues did for buyers."""

from datetime import datetime

from shop.act_as.access import may_act_for
from shop.act_as.models import ActAsSession
from shop.user.models import User

End = ActAsSession.End


def reason_to_end(session: ActAsSession, staff: User, user: User | None, *, now: datetime) -> End | None:
    """Return why a session cannot go on: time, rights, whose log-in it is; None: it can."""
    if session.ended_at is not None:
        return End.STOPPED
    if session.expires_at <= now:  # guard: act-as-time
        return End.EXPIRED
    if user is None or session.staff_id != staff.pk or not may_act_for(staff, user):
        return End.RIGHT_LOST
    return None
