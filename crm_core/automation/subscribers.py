"""Rules hear whatever event one of them names; all others cost them nothing."""

from crm_core.automation.heard import hears
from crm_core.automation.listening import hear
from crm_core.automation.switch import is_paused
from crm_core.automation.wakeups import wake_worker_on_commit
from shop.events.models import Event
from shop.events.registry import subscribe_to_any


@subscribe_to_any(hears)
def on_event(event: Event) -> None:
    """Start, wake and end runs. While all rules are paused, what happens starts nothing.

    Runs under way hear it all the same: what an event has ended does not go on when the pause is over.
    """
    if hear(event, starts=not is_paused()):
        wake_worker_on_commit()
