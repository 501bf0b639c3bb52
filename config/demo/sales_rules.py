"""A rule of the demo that calls another server: it worked for weeks, then the server was away."""

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from config.demo.sales_team import MANAGER
from crm_core.automation.models import Rule, RuleRun, StepLog, WebhookEndpoint
from crm_core.automation.services import save_rule, turn_off, turn_on
from crm_core.pipeline.models import Deal
from shop.configuration.fields import Secret
from shop.user.models import User

NAME, STEP = "Tell the packing house of large orders", "packing"
SERVER = "Packing house"
RUNS, ATTEMPTS = 6, 6
ERROR = "ConnectionError('orders.packing.example does not answer')"


@transaction.atomic
def add_rules(*, now: datetime) -> int:
    """Add the rule, off since it failed, with its runs for the last deals won, once; return how many."""
    if Rule.objects.filter(name=NAME).exists():
        return 0
    manager = User.objects.get(email=MANAGER)
    server = WebhookEndpoint(name=SERVER, url="https://orders.packing.example/hooks")
    server.secret = Secret.of("demo-packing-secret")  # type: ignore[assignment]  # the field takes it
    server.save()
    definition = {
        "trigger": {"start": "event", "name": "DealWon"},
        "conditions": {"all": []},
        "steps": [{"id": STEP, "do": "call_webhook", "with": {"endpoint": str(server.pk)}}],
    }
    version = save_rule(None, definition, name=NAME, by=manager)
    turn_off(turn_on(version.rule, by=User.objects.filter(is_superuser=True).first()), by=manager)
    won = Deal.objects.filter(state=Deal.State.WON).order_by("-closed_at", "-pk")[:RUNS]
    kind = ContentType.objects.get_for_model(Deal)
    for place, deal in enumerate(won):
        started = deal.closed_at or now
        has_failed = place == 0
        run = RuleRun.objects.create(
            rule=version.rule,
            version=version,
            customer_id=deal.customer_id,
            content_type=kind,
            object_id=deal.pk,
            subject_name="deal",
            trigger_key=f"demo:deal:{deal.pk}",
            event_name="DealWon",
            event={"deal_id": deal.pk, "customer_id": deal.customer_id},
            state=RuleRun.State.FAILED if has_failed else RuleRun.State.DONE,
            position=0 if has_failed else 1,
            attempts=ATTEMPTS if has_failed else 0,
            error=ERROR if has_failed else "",
            heard_from=started,
            causes=[version.rule_id],
            started_at=started,
            ended_at=started + (timedelta(hours=9) if has_failed else timedelta(seconds=2)),
        )
        StepLog.objects.bulk_create(_steps(run, started, has_failed=has_failed))
    return len(won)


def _steps(run: RuleRun, started: datetime, *, has_failed: bool) -> list[StepLog]:
    if not has_failed:
        told = {"endpoint": SERVER, "status": 200}
        moment = started + timedelta(seconds=2)
        return [
            StepLog(
                run=run, step_id=STEP, action="call_webhook", result=StepLog.Result.DONE, data=told, at=moment
            )
        ]
    return [
        StepLog(
            run=run,
            step_id=STEP,
            action="call_webhook",
            result=StepLog.Result.FAILED,
            data={"attempt": attempt + 1},
            reason=ERROR,
            at=started + timedelta(minutes=4**attempt / 4),
        )
        for attempt in range(ATTEMPTS)
    ]
