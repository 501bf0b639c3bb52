"""The event log's one task."""

import time

from celery import shared_task

from shop.events.delivery import claim_new, claim_retries, deliver
from shop.events.wakeups import clear_wake_flag, extend_wake_flag, wake_another_worker, wake_worker

TURN_SECONDS = 20
REPEAT_SECONDS = 0.5
# So many at once are worth another worker.
SHARE_FROM = 20


# A subscriber that hangs is interrupted and counts as failed; one that cannot be, loses its process.
@shared_task(name="shop.events.tasks.deliver_due", soft_time_limit=90, time_limit=120)
def deliver_due() -> None:
    """Deliver whatever is due until nothing is left, or for 20 s, then pass the turn on.

    Any number may run side by side: each takes what the others have not. Sent by `publish`
    and, as the sweep, by the beat schedule. While one runs, the flag keeps publishers from
    nudging; before it ends it lowers the flag and looks once more, so that nothing falls
    between its last look and the next nudge.
    """
    until = time.monotonic() + TURN_SECONDS
    round_of = DeliveryRounds()
    flag_is_up = True
    while time.monotonic() < until:
        found = round_of.deliveries()
        if found and not flag_is_up:
            extend_wake_flag()
            flag_is_up = True
        elif not found and flag_is_up:
            clear_wake_flag()
            flag_is_up = False
        elif not found:
            return
    clear_wake_flag()
    wake_worker()


class DeliveryRounds:
    """The rounds of one turn: when failed deliveries were last looked at, whether help was called."""

    def __init__(self) -> None:
        self.repeated_at = 0.0
        self.called = False

    def deliveries(self) -> bool:
        """Deliver a batch, and one that failed before when it is time for it; False when nothing is due."""
        fresh = claim_new()
        if len(fresh) >= SHARE_FROM and not self.called:
            wake_another_worker()
            self.called = True
        if fresh:
            deliver(fresh)
            if time.monotonic() < self.repeated_at + REPEAT_SECONDS:
                return True
        self.repeated_at = time.monotonic()
        repeated = claim_retries()
        if repeated:
            deliver(repeated)
        return bool(fresh or repeated)
