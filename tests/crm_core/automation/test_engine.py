from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from crm_core.automation import engine, starting
from crm_core.automation.context import Done
from crm_core.automation.models import RuleMiss, RuleRun, StepLog
from crm_core.automation.registry import ACTIONS, Action
from crm_core.automation.services import drop_run, retry_run, save_rule, turn_off
from crm_core.automation.switch import pause_all, resume_all
from crm_core.automation.tasks import catch_up
from crm_core.customers.models import Customer
from crm_core.profile.models import CustomerTag
from crm_core.profile.services import set_tags
from crm_core.scores.events import LifecycleStageChanged
from shop.events.models import Delivery, Event
from shop.events.services import publish, replay
from shop.events.tasks import deliver_due
from shop.order.events import OrderCancelled, OrderPaid, OrderPlaced
from tests.crm_core.automation.rules import rule, states, tag, tagging, work
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db
NEXT_WEEK = timedelta(days=7, minutes=1)
WAIT = {"id": "w1", "do": "wait", "with": {"number": 7, "unit": "days"}}


def placed(customer=None):
    """Have somebody buy something; returns the event."""
    OrderFactory(guest_email=customer.email if customer else "ada@example.com")
    return Event.objects.filter(name="OrderPlaced").latest("pk")


def tags_of(customer):
    return sorted(CustomerTag.objects.filter(customer=customer).values_list("tag__name", flat=True))


def test_an_event_starts_a_rule_once_however_often_it_comes():
    rule()
    event = placed()
    work()

    replay(Delivery.objects.filter(event=event))
    work()

    assert states() == ["done"]
    assert tags_of(Customer.objects.get()) == ["done"]
    assert list(StepLog.objects.values_list("action", "result")) == [("add_tag", "done")]


def test_a_fact_that_is_told_by_two_events_starts_a_rule_once():
    rule()
    event = placed()
    publish(OrderPlaced(order_id=event.payload["order_id"]))
    work()

    assert states() == ["done"]


def test_events_that_no_rule_names_cost_no_delivery():
    placed()
    deliveries = Delivery.objects.filter(subscriber="crm_core.automation.subscribers.on_event")
    assert deliveries.count() == 0

    rule()
    placed()
    assert deliveries.count() == 1


def test_the_first_order_counts_when_its_rule_asks():
    first = {"field": "order.is_first", "is": "yes"}
    one = {"field": "customer.orders", "is": "is", "value": "1"}
    rule(conditions={"all": [first, one]})
    customer = CustomerFactory()

    placed(customer)
    work()
    placed(customer)
    work()

    assert states() == ["done"]
    assert RuleMiss.objects.get().failed[0]["field"] == "order.is_first"


def test_a_wait_ends_in_its_time():
    rule(WAIT, tagging("later"))
    placed()
    work()
    assert (states(), CustomerTag.objects.count()) == (["waiting"], 0)

    with time_machine.travel(timezone.now() + NEXT_WEEK):
        work()
    assert (states(), CustomerTag.objects.count()) == (["done"], 1)


@pytest.mark.parametrize("comes", [True, False])
def test_waiting_for_an_event_branches_by_whether_it_came(comes):
    wait = {"id": "w1", "do": "wait_for_event", "with": {"event": "OrderPaid", "number": 7, "unit": "days"}}
    branch = {
        "id": "b1",
        "do": "branch",
        "if": {"field": "run.event_came", "is": "yes"},
        "then": [tagging("paid", "s1")],
        "otherwise": [tagging("late", "s2")],
    }
    rule(wait, branch, tagging("end", "s3"))
    event = placed()
    work()
    if comes:
        publish(OrderPaid(order_id=event.payload["order_id"]))
        work()
        assert states() == ["done"]
    with time_machine.travel(timezone.now() + NEXT_WEEK):
        work()

    assert tags_of(Customer.objects.get()) == ["end", "paid" if comes else "late"]


@pytest.mark.parametrize("order", ["in order", "overtaken"])
def test_what_ends_a_rule_ends_it_in_whatever_order_it_is_heard(order):
    rule(WAIT, tagging("later"), ends_with=["OrderCancelled"])
    event = placed()
    cancelled = publish(OrderCancelled(order_id=event.payload["order_id"]))
    mine = Delivery.objects.filter(subscriber="crm_core.automation.subscribers.on_event")
    if order == "overtaken":
        Delivery.objects.update(partition_key="")
        mine.filter(event=event).update(next_attempt_at=timezone.now() + timedelta(seconds=60))
    work()
    if order == "overtaken":
        assert mine.get(event=cancelled).state == "done"
        mine.update(next_attempt_at=timezone.now())
        work()

    assert list(RuleRun.objects.values_list("state", "reason")) == [("stopped", "event")]


@pytest.mark.parametrize("order", ["in order", "overtaken"])
def test_what_happens_to_another_order_of_the_customer_ends_nothing(order):
    rule(WAIT, tagging("later"), ends_with=["OrderCancelled"])
    customer = CustomerFactory()
    other = placed(customer)
    work()
    event = placed(customer)
    if order == "in order":
        work()
    publish(OrderCancelled(order_id=other.payload["order_id"]))
    work()

    runs = {run.object_id: run.state for run in RuleRun.objects.all()}
    assert runs == {other.payload["order_id"]: "stopped", event.payload["order_id"]: "waiting"}


def test_a_run_ends_on_the_version_that_it_began_with():
    made = rule(WAIT, tagging("old"))
    customer = CustomerFactory()
    placed(customer)
    work()

    save_rule(made, {**made.current.definition, "steps": [tagging("new")]}, name="Rule", by=None)
    with time_machine.travel(timezone.now() + NEXT_WEEK):
        work()
        placed(customer)
        work()

    assert tags_of(customer) == ["new", "old"]
    assert list(RuleRun.objects.order_by("pk").values_list("version__number", flat=True)) == [1, 2]


def test_a_rule_is_not_started_again_by_what_it_caused():
    customer = CustomerFactory()
    set_tags(customer, ["a"], by=None)
    work()
    swap = {"id": "s1", "do": "remove_tag", "with": {"tag": str(tag("a").pk)}}
    rule(swap, tagging("b", "s2"), trigger=("event", "CustomerProfileChanged"))

    set_tags(customer, ["a", "c"], by=None)
    work()

    assert list(RuleRun.objects.order_by("pk").values_list("state", "reason")) == [
        ("done", ""),
        ("stopped", "loop"),
        ("stopped", "loop"),
    ]


def test_a_loop_over_two_rules_is_stopped():
    customer = CustomerFactory()
    change = ("change", "customer.tags")
    remove = {"id": "s1", "do": "remove_tag", "with": {"tag": str(tag("x").pk)}}
    rule(tagging("x"), trigger=change, name="add")
    rule(remove, trigger=change, name="remove")

    set_tags(customer, ["start"], by=None)
    work()

    assert RuleRun.objects.filter(state="stopped", reason="loop").count() > 0
    assert RuleRun.objects.filter(state__in=["waiting", "running"]).count() == 0
    assert RuleRun.objects.count() < 20


def test_rules_that_start_each_other_end_at_some_depth():
    customer = CustomerFactory()
    event = publish(
        LifecycleStageChanged(customer_id=customer.pk, change_id=1, old_stage="new", new_stage="lost")
    )
    rule(trigger=("event", "LifecycleStageChanged"), name="last")
    Event.objects.filter(pk=event.pk).update(causes=list(range(9000, 9000 + starting.MOST_CAUSES)))
    Event.objects.filter(pk=event.pk).update(published_at=timezone.now())
    assert catch_up() == 1
    work()

    assert list(RuleRun.objects.values_list("state", "reason")) == [("stopped", "depth")]


def test_a_rule_runs_so_often_a_day_for_a_customer_and_no_more():
    rule(most_per_day=2)
    customer = CustomerFactory()
    for _number in range(4):
        placed(customer)
        work()

    assert list(RuleRun.objects.order_by("pk").values_list("state", "reason")) == [
        ("done", ""),
        ("done", ""),
        ("stopped", "rate"),
    ]


@pytest.fixture
def broken():
    """An action that fails while it is told to; it notes its calls."""

    class Broken:
        fails, calls = True, []

    state = Broken()

    def run(context, _params):
        state.calls.append(context.key)
        if state.fails:
            raise OSError("away")
        return Done()

    action = Action(name="break", label="Break", run=run, describe=lambda _params: "break")
    ACTIONS._entries["break"] = action
    yield state
    del ACTIONS._entries["break"]
    state.calls.clear()


def test_a_failed_step_is_tried_again_and_then_left_to_a_person(broken):
    rule({"id": "s1", "do": "break"}, tagging("after", "s2"))
    placed()
    now = timezone.now()
    for number in range(engine.MOST_ATTEMPTS + 1):
        with time_machine.travel(now + timedelta(hours=7 * number)):
            work()
    run = RuleRun.objects.get()
    assert (run.state, run.attempts, len(broken.calls)) == (
        "failed",
        engine.MOST_ATTEMPTS,
        engine.MOST_ATTEMPTS,
    )
    assert run.error.startswith("OSError('away')")

    broken.fails = False
    assert (retry_run(run), retry_run(run)) == (True, False)
    work()
    assert states() == ["done"]
    assert tags_of(Customer.objects.get()) == ["after"]


def test_a_failed_run_that_an_event_ends_is_not_tried_again(broken):
    rule({"id": "s1", "do": "break"}, ends_with=["OrderCancelled"])
    event = placed()
    work()
    RuleRun.objects.update(state="failed", ended_at=timezone.now(), wake_at=None)

    publish(OrderCancelled(order_id=event.payload["order_id"]))
    work()

    run = RuleRun.objects.get()
    assert (run.state, run.reason) == ("stopped", "event")
    assert retry_run(run) is False


def test_a_failed_run_may_be_dropped(broken):
    rule({"id": "s1", "do": "break"})
    placed()
    work()
    run = RuleRun.objects.get()

    assert (run.state, drop_run(run), drop_run(run)) == ("waiting", True, False)
    assert list(RuleRun.objects.values_list("state", "reason")) == [("stopped", "dropped")]


def test_a_crash_in_the_middle_leaves_nothing_and_is_made_up_for(monkeypatch):
    rule(tagging("one", "s1"), tagging("two", "s2"))
    placed()
    deliver_due()
    pk = RuleRun.objects.get().pk

    class Crash(BaseException):
        pass

    def crash(*args, **kwargs):
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(engine, "_end", crash)
        with pytest.raises(Crash):
            engine.advance(pk)
    assert (CustomerTag.objects.count(), StepLog.objects.count(), states()) == (0, 0, ["waiting"])

    engine.advance(pk)
    assert (CustomerTag.objects.count(), states()) == (2, ["done"])


def test_while_all_are_paused_nothing_starts_and_nothing_goes_on():
    rule(WAIT, tagging("later"))
    customer = CustomerFactory()
    placed(customer)
    work()

    pause_all(by=None)
    with time_machine.travel(timezone.now() + NEXT_WEEK):
        work()
        placed(customer)
        work()
        assert states() == ["waiting"]
        resume_all()
        work()
    assert states() == ["done"]


def test_what_ends_a_run_ends_it_while_all_are_paused():
    rule(WAIT, tagging("later"), ends_with=["OrderCancelled"])
    event = placed(CustomerFactory())
    work()

    pause_all(by=None)
    publish(OrderCancelled(order_id=event.payload["order_id"]))
    work()
    resume_all()
    with time_machine.travel(timezone.now() + NEXT_WEEK):
        work()

    assert (states(), CustomerTag.objects.count()) == (["stopped"], 0)


def test_a_rule_that_is_off_starts_nothing_and_ends_what_it_began():
    made = rule(WAIT, tagging("later"))
    customer = CustomerFactory()
    placed(customer)
    work()
    turn_off(made, by=None)
    placed(customer)
    with time_machine.travel(timezone.now() + NEXT_WEEK):
        work()

    assert states() == ["done"]


def test_a_missing_action_fails_alone():
    made = rule({"id": "s1", "do": "gone"}, on=False)
    type(made).objects.filter(pk=made.pk).update(state="on", turned_on_at=timezone.now())
    rule(name="good")
    placed()
    work()

    assert sorted(states()) == ["done", "waiting"]


@pytest.mark.parametrize("once", ["ever", "day", "month", "customer.last_order"])
def test_once_per(once):
    rule(once_per=once)
    customer = CustomerFactory()
    event = placed(customer)
    work()
    publish(OrderPlaced(order_id=event.payload["order_id"]))
    work()

    assert states() == ["done"]
