from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_core.automation.models import DryRun, Rule, RuleRun
from crm_core.automation.services import save_rule
from crm_core.automation.switch import is_paused
from crm_core.automation.tasks import work_dry_runs
from crm_core.customers.models import Customer
from crm_core.scores.events import LifecycleStageChanged
from shop.events.models import Event
from shop.events.services import publish
from shop.mail.models import Mail
from tests.crm_core.automation.rules import rule, states, tagging, work
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db
RIGHTS = (
    "customers.view_customer",
    "customers.change_customer",
    "automation.view_rule",
    "automation.add_rule",
    "automation.change_rule",
    "automation.delete_rule",
    "automation.press_rule",
    "automation.pause_rule",
    "automation.change_rulerun",
)
FORM = {
    "name": "Thank the new",
    "start": "event",
    "trigger-event": "OrderPlaced",
    "c:mode": "all",
    "once_per": "fact",
    "most_per_day": "5",
    "priority": "100",
    "op": "save",
}


@pytest.fixture
def manager(client, site):
    user = staff_with(*RIGHTS)
    client.force_login(user)
    return user


def form(manager, **values):
    tag_step = tagging("new")
    steps = {"s.0:id": "", "s.0:do": "add_tag", "s.0:p-tag": tag_step["with"]["tag"]}
    return {**FORM, "owner": manager.pk, **steps, **values}


def test_a_rule_is_written_and_turned_on(client, manager):
    page = client.get(reverse("rules:add"))
    assert page.status_code == 200

    test = {"c.0:kind": "test", "c.0:field": "customer.orders", "c.0:is": "at_most", "c.0:value": "1"}
    answer = client.post(reverse("rules:add"), form(manager, **test))
    made = Rule.objects.get()
    assert answer.url == reverse("rules:inspect", args=[made.pk])
    assert (made.name, made.state, made.owner) == ("Thank the new", "draft", manager)
    assert made.current.definition["conditions"] == {
        "all": [{"field": "customer.orders", "is": "at_most", "value": "1"}]
    }

    shown = client.get(answer.url).content.decode()
    assert "if the number of the customer&#x27;s orders is at most 1, add the tag “new”." in shown
    client.post(reverse("rules:switch", args=[made.pk]), {"on": "1"})
    OrderFactory()
    work()
    assert states() == ["done"]


def test_buttons_change_the_form_and_lose_nothing(client, manager):
    values = form(
        manager,
        name="Half",
        **{"c.0:kind": "test", "c.0:field": "customer.name", "c.0:is": "is", "c.0:value": "Ada"},
    )
    for op, expected in [
        ("add-test:c", 'name="c.1:field"'),
        ("add-group:c", 'name="c.1.0:field"'),
        ("add-step:s", 'name="s.1:do"'),
        ("up:s.0", 'name="s.0:do"'),
        ("remove:s.7", 'name="s.0:do"'),
        ("nonsense", 'name="s.0:do"'),
    ]:
        page = client.post(reverse("rules:add"), {**values, "op": op}).content.decode()
        assert expected in page
        assert 'value="Half"' in page
        assert 'value="Ada"' in page
    gone = client.post(reverse("rules:add"), {**values, "op": "remove:c.0"}).content.decode()
    assert 'name="c.0:field"' not in gone
    assert Rule.objects.count() == 0


def test_steps_and_conditions_change_places(client, manager):
    two = {
        "s.0:do": "wait", "s.0:id": "a", "s.0:p-number": "2", "s.0:p-unit": "days",
        "s.1:do": "stop", "s.1:id": "b",
        "op": "down:s.0",
    }  # fmt: skip
    page = client.post(reverse("rules:add"), {**form(manager), **two}).content.decode()

    assert page.index('name="s.0:id" value="b"') < page.index('name="s.1:id" value="a"')


def test_what_is_wrong_stands_at_its_place_and_nothing_is_saved(client, manager):
    wrong = {
        "name": "",
        "c.0:kind": "test",
        "c.0:field": "customer.orders",
        "c.0:is": "at_most",
        "c.0:value": "many",
        "s.0:p-tag": "",
        "most_per_day": "often",
    }
    answer = client.post(reverse("rules:add"), form(manager, **wrong))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert Rule.objects.count() == 0
    assert 'value="many"' in page
    assert "Type a number from 1 to 100." in page
    page = client.post(reverse("rules:add"), form(manager, **{**wrong, "most_per_day": "5"})).content.decode()
    for words in ("Give the rule a name", "Type a number.", "Fill this in."):
        assert words in page


def test_of_two_who_save_the_second_is_told(client, manager):
    made = rule(by=manager, on=False)
    save_rule(made, {**made.current.definition, "most_per_day": 7}, name="Theirs", by=None)

    answer = client.post(reverse("rules:edit", args=[made.pk]), form(manager, name="Mine", seen_version="1"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Mine"' in page
    assert 'name="seen_version" value="2"' in page
    assert Rule.objects.get().name == "Theirs"

    answer = client.post(reverse("rules:edit", args=[made.pk]), form(manager, name="Mine", seen_version="2"))
    assert answer.status_code == 302
    assert Rule.objects.get().name == "Mine"


def test_a_branch_survives_the_form(client, manager):
    branch = {
        "id": "b1", "do": "branch",
        "if": {"any": [{"field": "customer.orders", "is": "at_least", "value": "2"}, {"not": {"field": "customer.name", "is": "known"}}]},
        "then": [tagging("x", "s1")], "otherwise": [{"id": "s2", "do": "stop"}],
    }  # fmt: skip
    made = rule(branch, by=manager, on=False)
    page = client.get(reverse("rules:edit", args=[made.pk])).content.decode()
    assert 'name="s.0.then.0:do"' in page
    assert 'name="s.0.if.1.0:field"' in page

    page = client.post(
        reverse("rules:edit", args=[made.pk]),
        {
            **form(manager, seen_version="1"),
            "s.0:do": "branch",
            "s.0:id": "b1",
            "s.0.if:mode": "all",
            "op": "add-step:s.0.then",
        },
    ).content.decode()
    assert 'name="s.0.then.0:do"' in page


def test_versions_are_laid_over_each_other(client, manager):
    made = rule(by=manager, on=False)
    save_rule(made, {**made.current.definition, "most_per_day": 7}, name="Rule", by=manager)
    page = client.get(reverse("rules:version", args=[made.pk, 2])).content.decode()

    assert page.count("<ins>") == 1
    assert page.count("<del>") == 1


def test_log_tells_who_what_and_why_not(client, manager):
    made = rule(
        trigger=("event", "LifecycleStageChanged"),
        conditions={"all": [{"field": "customer.name", "is": "is", "value": "Mara Lindt"}]},
        by=manager,
    )
    for name in ("Mara Lindt", "Ada"):
        customer = CustomerFactory(name=name)
        publish(
            LifecycleStageChanged(
                customer_id=customer.pk, change_id=customer.pk, old_stage="new", new_stage="lost"
            )
        )
    work()

    runs = client.get(reverse("rules:log", args=[made.pk])).content.decode()
    assert runs.count("Mara Lindt") == 1
    misses = client.get(reverse("rules:log", args=[made.pk]), {"show": "not"}).content.decode()
    assert "name is “Mara Lindt”, but found: “Ada”" in misses
    run = client.get(reverse("rules:run", args=[RuleRun.objects.get().pk])).content.decode()
    assert "Added the tag “done”." in run
    assert client.get(reverse("rules:inspect", args=[made.pk])).status_code == 200
    assert client.get(reverse("rules:index")).status_code == 200


def test_runs_of_customers_whom_one_does_not_see_are_not_there(client, site):
    rule()
    OrderFactory(guest_email=CustomerFactory(name="Secret").email)
    work()
    client.force_login(rep_with(*RIGHTS))

    page = client.get(reverse("rules:log", args=[Rule.objects.get().pk])).content.decode()
    assert "Secret" not in page
    assert client.get(reverse("rules:run", args=[RuleRun.objects.get().pk])).status_code == 404


@pytest.mark.parametrize("name", ["rules:add", "rules:failed", "rules:pause", "rules:index"])
def test_who_may_not_is_refused(client, site, name):
    client.force_login(staff_with("customers.view_customer"))
    answer = client.post(reverse(name)) if name == "rules:pause" else client.get(reverse(name))

    assert answer.status_code == 403
    assert not is_paused()


def test_all_rules_are_paused_and_go_on(client, manager):
    client.post(reverse("rules:pause"), {"pause": "1"})
    assert is_paused()
    assert "All rules are paused since" in client.get(reverse("rules:index")).content.decode()
    client.post(reverse("rules:pause"))
    assert not is_paused()


def test_a_button_starts_a_rule_once(client, manager):
    made = rule(trigger=("button", "customer", {"label": "Send a sample"}), by=manager)
    customer = CustomerFactory()
    page = client.get(reverse("customers:inspect", args=[customer.pk])).content.decode()
    assert "Send a sample" in page

    for _time in range(2):
        client.post(reverse("rules:press", args=[made.pk, customer.pk]), {"key": "one"})
    work()
    assert states() == ["done"]


def test_a_dry_run_tells_and_does_nothing(client, manager):
    made = rule(
        tagging("x"),
        conditions={"all": [{"field": "order.total", "is": "at_least", "value": "1"}]},
        by=manager,
        on=False,
    )
    customer = CustomerFactory()
    OrderFactory(guest_email=customer.email)
    work()
    Event.objects.update(published_at=timezone.now() - timedelta(days=30))
    before = (Customer.objects.count(), Mail.objects.count(), Event.objects.count(), RuleRun.objects.count())

    client.post(reverse("rules:ask_dry_run", args=[made.pk]))
    work_dry_runs()

    row = DryRun.objects.get()
    assert (row.matched, row.looked_at, row.error, row.done_at is not None) == (1, 1, "", True)
    page = client.get(reverse("rules:dry_run", args=[row.pk])).content.decode()
    assert "Mara Lindt" in page
    assert "add the tag “x”" in page
    after = (Customer.objects.count(), Mail.objects.count(), Event.objects.count(), RuleRun.objects.count())
    assert after == before
    assert customer.customer_tags.count() == 0


def test_a_dry_run_counts_nobody_whom_its_reader_does_not_see(client, site):
    made = rule(tagging("x"), on=False)
    rep = rep_with("customers.view_customer", "automation.view_rule", "automation.change_rule")
    CustomerFactory(owner=rep, name="Mara Lindt")
    now = timezone.now()
    row = DryRun.objects.create(
        rule=made,
        definition=made.current.definition,
        since=now - timedelta(days=90),
        until=now,
        looked_at=7153,
        done_at=now,
    )
    for reader, is_told in ((rep, False), (staff_with(*RIGHTS), True)):
        client.force_login(reader)
        page = client.get(reverse("rules:dry_run", args=[row.pk])).content.decode()
        assert ("7153" in page.replace(",", "")) == is_told


def test_a_rule_that_ran_is_kept(client, manager):
    made = rule(by=manager)
    assert client.post(reverse("rules:delete", args=[made.pk])).url == reverse(
        "rules:inspect", args=[made.pk]
    )
    client.post(reverse("rules:switch", args=[made.pk]))
    client.post(reverse("rules:delete", args=[made.pk]))
    assert Rule.objects.count() == 0
