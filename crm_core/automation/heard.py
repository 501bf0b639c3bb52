"""Which events rules want to hear of, known to every process without a query while nothing changes."""

from django.db.models import Q

from crm_core.automation.models import Rule, RuleRun, RuleVersion
from shop.configuration.memory import Memory


def _read() -> frozenset[str]:
    """Gather the events of rules that are on, and of versions that still have runs under way."""
    on = Rule.objects.filter(state=Rule.State.ON).order_by().values("current")
    running = RuleRun.objects.filter(ended_at=None).order_by().values("version").distinct()
    versions = RuleVersion.objects.filter(Q(pk__in=on) | Q(pk__in=running))
    return frozenset(name for names in versions.values_list("event_names", flat=True) for name in names)


HEARD: Memory[frozenset[str]] = Memory("automation:heard", _read)


def hears(event_name: str) -> bool:
    """Tell whether a rule has to do with events of this name; what was turned on elsewhere within a second.

    What is published in that second is delivered afterwards (`tasks.catch_up`).
    """
    return event_name in HEARD.get()
