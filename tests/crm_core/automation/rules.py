"""Rules for tests, and a worker that does all that is due."""

from django.utils import timezone

from crm_core.automation import engine
from crm_core.automation.models import RuleRun
from crm_core.automation.services import save_rule, turn_on
from crm_core.profile.services import ensure_tags
from shop.events.tasks import deliver_due

NEW_CUSTOMER = {"all": [{"field": "customer.kind", "is": "one_of", "value": ["person"]}]}


def tag(name):
    return next(iter(ensure_tags([name]).values()))


def tagging(name, step="s1"):
    return {"id": step, "do": "add_tag", "with": {"tag": str(tag(name).pk)}}


def rule(*steps, trigger=("event", "OrderPlaced"), conditions=None, on=True, name="Rule", by=None, **rest):
    """Make a rule: one that tags with "done" where no steps are given."""
    start, event = trigger[:2]
    definition = {
        "trigger": {"start": start, "name": event, **(trigger[2] if len(trigger) > 2 else {})},
        "conditions": conditions or {"all": []},
        "steps": list(steps) or [tagging("done")],
        **rest,
    }
    made = save_rule(None, definition, name=name, by=by).rule
    return turn_on(made, by=None) if on else made


def work():
    """Deliver what is published and carry out what is due, until nothing is left."""
    for _round in range(10):
        deliver_due()
        due = engine.due_runs(timezone.now())
        if not due:
            return
        for pk in due:
            engine.advance(pk)


def states():
    return list(RuleRun.objects.order_by("pk").values_list("state", flat=True))
