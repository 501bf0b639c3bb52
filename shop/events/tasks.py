"""The event log's one task."""

import time

from celery import shared_task

from shop.events.delivery import claim_fresh, claim_repeated, deliver
from shop.events.nudges import lower_flag, nudge_others

TURN_SECONDS = 20
# So many at once are worth another worker; one that finds nothing left costs two milliseconds.
SHARE_FROM = 20


# A subscriber that hangs is interrupted and counts as failed; one that cannot be, loses its process.
@shared_task(name="shop.events.tasks.deliver_due", soft_time_limit=90, time_limit=120)
def deliver_due() -> None:
    """Deliver whatever is due until nothing is left, or for 20 s, then pass the turn on.

    Any number may run side by side: each takes what the others have not. A large batch
    calls one more worker in. Sent by `publish` and, as the sweep, by the beat schedule.
    """
    lower_flag()
    until = time.monotonic() + TURN_SECONDS
    while time.monotonic() < until:
        fresh = claim_fresh()
        if len(fresh) >= SHARE_FROM:
            nudge_others()
        if fresh:
            deliver(fresh)
        repeated = claim_repeated()
        if repeated:
            deliver(repeated)
        if not fresh and not repeated:
            return
    nudge_others()
