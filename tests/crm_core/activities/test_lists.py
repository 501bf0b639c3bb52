"""The list, several at once, exports; customers without a next step and without contact."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from crm_core.activities.bulk import assign_all, complete_all, move_all, select_activities
from crm_core.activities.models import Activity
from crm_core.activities.series import start_of_day
from crm_core.timeline.models import TimelineEntry
from tests.crm_core.factories import CustomerFactory, rep_with

pytestmark = pytest.mark.django_db


def make(days=0, **what):
    day = timezone.localdate() + timedelta(days=days)
    return Activity.objects.create(**{"subject": f"in {days}", "due_at": start_of_day(day), **what})


def listed(client, query):
    return [row.subject for row in client.get(f"/cms/activities/?{query}").context["object_list"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["in -1", "in 0", "in 2"]),
        ("state=overdue", ["in -1"]),
        ("state=due", ["in -1", "in 0"]),
        ("state=later", ["in 2"]),
        ("state=done", ["done"]),
        ("state=all", ["in -1", "done", "in 0", "in 2"]),
        ("kind=call", ["in 2"]),
        ("unassigned=true", ["in -1", "in 2"]),
        ("q=Mara", ["in 2"]),
        ("q=in+0", ["in 0"]),
    ],
    ids=str,
)
def test_what_a_list_shows(sales, rep, query, found):
    make(-1)
    make(0, assignee=rep)
    make(2, kind="call", customer=CustomerFactory())
    make(
        0,
        subject="done",
        state="done",
        done_at=timezone.now(),
        due_at=start_of_day(timezone.localdate()) - timedelta(hours=1),
        all_day=False,
    )

    assert listed(sales, query) == found


def test_ticked_activities_are_done_and_those_that_were_done_stay(sales, rep):
    open_one, done = make(kind="call", customer=CustomerFactory()), make(state="done", done_at=timezone.now())
    url = reverse("wagtail_bulk_action", args=["activities", "activity", "complete"])
    sales.post(f"{url}?id={open_one.pk}&id={done.pk}&next=/cms/activities/")

    open_one.refresh_from_db()
    assert (open_one.state, open_one.done_by) == ("done", rep)
    assert TimelineEntry.objects.count() == 1


def test_many_are_given_only_to_who_sees_their_customers(rep):
    other = rep_with("customers.view_customer")
    own, others = make(customer=CustomerFactory(owner=other)), make(customer=CustomerFactory(owner=rep))

    assert assign_all([own, others], rep, {"assignee": other}) == 1
    assert list(Activity.objects.order_by("pk").values_list("assignee", flat=True)) == [other.pk, None]


def test_many_are_moved_and_done(rep):
    rows = [make(-3), make(-2, state="cancelled", done_at=timezone.now())]
    day = timezone.localdate() + timedelta(days=4)
    assert move_all(rows, rep, {"day": day}) == 1
    assert Activity.objects.get(state="open").day == day
    assert complete_all(rows, rep, {}) == 1


def test_all_that_match_are_those_that_one_sees(rep):
    own = rep_with("customers.view_customer", "activities.view_activity", "activities.change_activity")
    mine = make(-1, customer=CustomerFactory(owner=own), subject="A")
    make(-1, customer=CustomerFactory(), subject="A")
    make(1, customer=CustomerFactory(owner=own), subject="A")

    assert list(select_activities(own, QueryDict("state=overdue&q=A"))) == [mine]


def test_an_export_names_customers_as_one_sees_them(sales):
    make(0, customer=CustomerFactory(name="Mara Lindt"), reason="x", reason_data={"text": "Why"})
    lines = b"".join(sales.get("/cms/activities/?export=csv").streaming_content).decode().splitlines()
    assert "Mara Lindt" in lines[1]
    assert "Why" in lines[1]


def test_who_has_no_right_to_export_gets_no_file(client, site):
    client.force_login(rep_with("customers.view_customer", "activities.view_activity"))
    assert client.get("/cms/activities/?export=csv").status_code == 403


def test_more_rows_cost_no_more_queries(sales, django_assert_max_num_queries):
    make(customer=CustomerFactory(), assignee=rep_with())
    sales.get("/cms/activities/")
    with django_assert_max_num_queries(60) as few:
        sales.get("/cms/activities/")
    for _number in range(3):
        make(customer=CustomerFactory(), assignee=rep_with())
    with django_assert_max_num_queries(60) as many:
        sales.get("/cms/activities/")
    assert len(few) == len(many)


def test_customers_without_next_step_and_without_contact(sales):
    cared, left, old = (CustomerFactory(name=name) for name in ("Cared", "Left", "Old"))
    make(3, customer=cared)
    make(3, customer=left, state="done", done_at=timezone.now())
    for customer, days in ((cared, 3), (old, 120)):
        moment = timezone.now() - timedelta(days=days)
        TimelineEntry.objects.create(customer=customer, kind="call", occurred_at=moment, source=f"t:{days}")

    def found(query):
        rows = sales.get(f"/cms/customers/?{query}").context["object_list"]
        return sorted(row.name for row in rows)

    assert found("no_next_step=true") == ["Left", "Old"]
    assert found("no_next_step=false") == ["Cared"]
    assert found("no_contact=90") == ["Left", "Old"]
    assert found("no_contact=180") == ["Left"]
    assert "No contact for 90 days" in sales.get("/cms/customers/").content.decode()
