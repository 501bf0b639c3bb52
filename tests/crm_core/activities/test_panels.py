"""What is open on a customer's page and below an entry, and how a start page counts it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm_core.activities.figures import activities_due
from crm_core.activities.models import Activity
from crm_core.activities.panels import about_panel, next_panel
from crm_core.activities.series import start_of_day
from crm_core.timeline.next_steps import NextStep, steps_of
from crm_core.timeline.written import WrittenEntry, log_entry
from tests.crm_core.factories import CompanyFactory, CustomerFactory, rep_with

pytestmark = pytest.mark.django_db


def test_a_next_step_is_an_activity_on_the_page_and_below_its_entry(sales, rep):
    customer = CustomerFactory()
    step = NextStep(text="Send samples", due_on=timezone.localdate(), assignee=rep)
    words = WrittenEntry(kind="note", text="Wants red", occurred_at=timezone.now(), next_step=step)
    entry = log_entry(customer, words, by=rep, key=uuid4())

    activity = Activity.objects.get()
    assert [row["activity"] for row in next_panel(customer, rep)["steps"]] == [activity]
    assert [(each.text, each.url) for each in steps_of([entry])[entry.pk]] == [
        ("Send samples", f"/cms/activities/{activity.pk}/")
    ]
    page = sales.get(f"/cms/customers/{customer.pk}/").content.decode()
    assert page.count("Send samples") >= 2
    assert f"/cms/activities/plan/?customer={customer.pk}" in page


def test_a_next_step_for_who_may_not_see_the_customer_is_refused_by_name(sales, rep):
    customer, blind = CustomerFactory(owner=rep), rep_with("customers.view_customer")
    url = f"/cms/customers/{customer.pk}/log/note/"
    form = sales.get(url).context["form"]
    data = {
        "key": form["key"].value(),
        "about": customer.pk,
        "text": "Wants red",
        "occurred_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "next_text": "Call",
        "next_on": timezone.localdate().isoformat(),
        "next_for": blind.pk,
    }
    answer = sales.post(url, data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["next_for"])
    assert "Wants red" in answer.content.decode()
    assert (customer.timeline_entries.count(), Activity.objects.count()) == (0, 0)


def planned(customer, number):
    due = start_of_day(timezone.localdate())
    rows = [Activity(subject=f"Call {customer.pk}", customer=customer, due_at=due) for _each in range(number)]
    return Activity.objects.bulk_create(rows)


def test_a_companys_page_shows_what_is_planned_with_its_people(sales, rep, django_assert_num_queries):
    company = CompanyFactory()
    account = CustomerFactory(kind="company", name="Harbour", company=company)
    jonas, stranger = CustomerFactory(name="Jonas Beck", company=company), CustomerFactory()
    own, people = planned(account, 1), planned(jonas, 1)
    planned(stranger, 1)

    next_panel(account, rep)  # the rights of the reader are read once
    with CaptureQueriesContext(connection) as few:
        steps = next_panel(account, rep)["steps"]
    queries = len(few)
    assert [row["activity"] for row in steps] == [*own, *people]
    assert [row["person"] for row in steps] == [None, jonas]
    assert [row["activity"] for row in next_panel(jonas, rep)["steps"]] == people
    page = sales.get(f"/cms/customers/{account.pk}/").content.decode()
    assert f"Call {jonas.pk}" in page

    planned(CustomerFactory(company=company), 2)
    with django_assert_num_queries(queries):
        assert len(next_panel(account, rep)["steps"]) == 4


def test_of_a_companys_people_only_those_one_sees():
    own = rep_with("customers.view_customer", "activities.view_activity")
    company = CompanyFactory()
    account = CustomerFactory(kind="company", company=company, owner=own)
    planned(CustomerFactory(company=company), 1)
    mine = planned(CustomerFactory(company=company, owner=own), 1)
    assert [row["activity"] for row in next_panel(account, own)["steps"]] == mine


def test_of_a_record_only_what_one_sees(rep):
    own = rep_with("customers.view_customer", "activities.view_activity")
    mine, others = CustomerFactory(owner=own), CustomerFactory()
    for customer in (mine, others):
        activity = Activity(subject="x", customer=customer, due_at=start_of_day(timezone.localdate()))
        activity.about = mine
        activity.save()
    assert [row["activity"].customer for row in about_panel(mine, own, back="/")["steps"]] == [mine]


def test_the_start_page_counts_what_is_due(rep):
    assert activities_due(rep) is None
    Activity.objects.create(subject="x", assignee=rep, due_at=start_of_day(timezone.localdate()))
    reading = activities_due(rep)
    assert (reading.value, reading.url) == ("1", "/cms/my-day/")
