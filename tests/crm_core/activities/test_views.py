"""The page of an activity, planning, changing, doing, moving: with rights, and what a second one gets."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.activities.series import start_of_day
from crm_core.timeline.models import TimelineEntry
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def make(**what):
    return Activity.objects.create(
        **{"subject": "Call Mei", "kind": "call", "due_at": start_of_day(TODAY()), **what}
    )


def typed(**what):
    day = (TODAY() + timedelta(days=1)).isoformat()
    return {"kind": "call", "subject": "Call Mei", "day": day, "priority": "2", "repeat": "", **what}


def test_an_activity_is_planned_with_a_customer_and_leads_back(sales, rep):
    customer = CustomerFactory()
    url = f"/cms/activities/plan/?customer={customer.pk}&back=/cms/my-day/"
    assert sales.get(url).context["form"]["customer"].value() == [customer.pk]

    response = sales.post(url, typed(customer=customer.pk, at="09:30", assignee=rep.pk, duration="20"))

    activity = Activity.objects.get()
    assert response.url == "/cms/my-day/"
    assert (activity.customer, activity.assignee, activity.created_by) == (customer, rep, rep)
    assert (activity.all_day, activity.duration) == (False, 20)
    assert timezone.localtime(activity.due_at).strftime("%H:%M") == "09:30"


def test_back_leads_to_no_other_site(sales):
    response = sales.post("/cms/activities/plan/?back=https://evil.example/", typed())
    assert response.url == f"/cms/activities/{Activity.objects.get().pk}/"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"day": "1800-01-01"}, "day"),
        ({"duration": "0"}, "duration"),
        ({"repeat": "weekly", "repeat_until": "2026-01-01"}, "repeat_until"),
        ({"repeat": "weekly", "repeat_until": "2099-01-01", "repeat_count": "3"}, "repeat_count"),
    ],
    ids=["subject", "day", "duration", "until", "both"],
)
def test_what_is_wrong_is_named_and_nothing_planned(sales, wrong, field):
    answer = sales.post("/cms/activities/plan/", typed(note="Mind the glaze", **wrong))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "Mind the glaze" in answer.content.decode()
    assert Activity.objects.count() == 0


def test_who_may_not_see_the_customer_is_not_given_it(sales, rep):
    customer = CustomerFactory(owner=rep)
    blind = rep_with("customers.view_customer")
    answer = sales.post("/cms/activities/plan/", typed(customer=customer.pk, assignee=blind.pk))
    assert list(answer.context["form"].errors) == ["assignee"]
    assert Activity.objects.count() == 0


def test_a_call_is_done_with_its_next_step_in_one_step(sales, rep):
    customer = CustomerFactory()
    activity = make(customer=customer, assignee=rep)
    day = TODAY() + timedelta(days=3)
    step = {"next_text": "Send samples", "next_on": day.isoformat(), "next_for": rep.pk}
    form = {"outcome": "reached", "note": "Wants red", "back": "/cms/my-day/", **step}

    answers = [sales.post(f"/cms/activities/{activity.pk}/complete/", form) for _click in range(2)]

    assert [answer.url for answer in answers] == ["/cms/my-day/", "/cms/my-day/"]
    activity.refresh_from_db()
    assert (activity.state, activity.outcome, activity.result) == ("done", "reached", "Wants red")
    assert TimelineEntry.objects.get().text == "Wants red"
    following = Activity.objects.exclude(pk=activity.pk).get()
    assert (following.subject, following.day, following.customer) == ("Send samples", day, customer)


def test_half_a_next_step_is_asked_for_and_nothing_done(sales):
    activity = make()
    answer = sales.post(f"/cms/activities/{activity.pk}/complete/", {"next_text": "Send samples", "note": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["next_on"])
    assert Activity.objects.get().state == "open"


@pytest.mark.parametrize(
    ("typed_days", "moved"),
    [({"days": "7"}, 4), ({"days": "1", "snooze": "1"}, 1), ({"day": "x"}, -3), ({"days": "99999"}, -3)],
    ids=["days", "snooze", "no day", "too far"],
)
def test_an_overdue_activity_is_moved(sales, typed_days, moved):
    activity = make(due_at=start_of_day(TODAY() - timedelta(days=3)))
    sales.post(f"/cms/activities/{activity.pk}/move/", typed_days)
    assert Activity.objects.get().day == TODAY() + timedelta(days=moved)


def test_two_who_change_it_lose_nothing_of_each_other(sales):
    activity = make()
    form = sales.get(f"/cms/activities/{activity.pk}/edit/").context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name != "customer"}
    data |= {"day": form["day"].value().isoformat(), "at": "", "subject": "Call Mei Li"}
    Activity.objects.update(note="Somebody else's")

    sales.post(f"/cms/activities/{activity.pk}/edit/", data)

    activity.refresh_from_db()
    assert (activity.subject, activity.note) == ("Call Mei Li", "Somebody else's")


def test_of_a_series_one_is_skipped_or_all_are_ended(sales):
    series = {"repeat": "weekly", "repeat_start": TODAY()}
    skipped, ended = make(**series), make(**series)
    sales.post(f"/cms/activities/{skipped.pk}/cancel/")
    sales.post(f"/cms/activities/{ended.pk}/cancel/", {"ends_series": "1"})

    assert list(Activity.objects.filter(state="open").values_list("previous", flat=True)) == [skipped.pk]


def addresses(activity):
    return [
        ("get", f"/cms/activities/{activity.pk}/"),
        ("post", f"/cms/activities/{activity.pk}/edit/"),
        ("post", f"/cms/activities/{activity.pk}/complete/"),
        ("post", f"/cms/activities/{activity.pk}/move/"),
        ("post", f"/cms/activities/{activity.pk}/cancel/"),
    ]


RIGHTS = [f"activities.{action}_activity" for action in ("view", "add", "change")]


@pytest.mark.parametrize("has_customer", [True, False], ids=["customer", "none"])
def test_of_others_activities_there_is_nothing(client, site, rep, has_customer):
    customer = CustomerFactory(owner=rep) if has_customer else None
    activity = make(customer=customer, assignee=rep, created_by=rep)
    client.force_login(rep_with("customers.view_customer", *RIGHTS))

    answers = [getattr(client, method)(url).status_code for method, url in addresses(activity)]

    assert answers == [404] * 5
    assert client.get(f"/cms/my-day/?of={rep.pk}").status_code == 404
    assert list(client.get("/cms/activities/").context["object_list"]) == []
    assert Activity.objects.get().state == "open"


def test_who_may_look_may_not_change(client, site):
    activity = make()
    client.force_login(staff_with("customers.view_customer", "activities.view_activity"))
    answers = [getattr(client, method)(url).status_code for method, url in addresses(activity)]
    assert answers == [200, 403, 403, 403, 403]
    assert client.get("/cms/activities/plan/").status_code == 403
    assert Activity.objects.get().state == "open"


def test_old_addresses_lead_on(sales):
    activity = make(source="follow-up:7")
    assert (
        sales.get("/cms/follow-ups/?state=due&ordering=due_on").url
        == "/cms/activities/?state=due&ordering=due_at"
    )
    assert sales.get("/cms/follow-ups/edit/7/").url == f"/cms/activities/{activity.pk}/"
    assert sales.get("/cms/follow-ups/edit/8/").url == "/cms/activities/"
