"""The clock of a lead: planned on its owner's day, stopped by what colleagues do, told in working time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.activities.reasons import reason_words
from crm_core.activities.services import PlannedActivity, complete_activity, plan_activity
from crm_core.customers.models import Team
from crm_core.leads.calendars import Calendars, clock_of, in_words
from crm_core.leads.events import LeadAssigned, LeadContacted
from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import BusinessCalendar, CalendarHours, Lead
from crm_core.leads.services import Disqualification, assign_lead, capture_lead, disqualify_lead, note_contact
from crm_core.leads.subscribers import on_lead_assigned, on_lead_contacted, on_order_placed
from crm_core.timeline.services import record
from shop.events.tasks import deliver_due
from shop.order.events import OrderPlaced
from shop.order.models import Order
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a Monday


def make_lead(at=None, **facts):
    at = at or timezone.now()
    facts = {"kind": "form", "source": "form-entry:1", "email": "ann@example.com", **facts}
    return capture_lead(LeadFacts(occurred_at=at, **facts))


def test_the_owner_gets_it_on_their_day_with_the_reason():
    rep = staff_with("leads.change_lead", "customers.view_customer")
    lead = make_lead(owner=rep)
    deliver_due()
    activity = Activity.objects.get()
    assert (activity.assignee, activity.about, activity.due_at) == (rep, lead, lead.first_contact_due_at)
    assert reason_words(activity) == "New lead: Form"
    on_lead_assigned(LeadAssigned(customer_id=lead.customer_id, lead_id=lead.pk, owner_id=rep.pk))
    assert Activity.objects.count() == 1


def test_who_gets_the_lead_gets_the_call():
    first, second = (staff_with("leads.change_lead", "customers.view_customer") for _n in range(2))
    lead = make_lead(owner=first)
    deliver_due()
    assign_lead(lead, second, by=first)
    deliver_due()
    assert list(Activity.objects.values_list("assignee", "state")) == [(second.pk, "open")]
    assign_lead(lead, None, by=first)
    deliver_due()
    assert list(Activity.objects.values_list("state", flat=True)) == ["cancelled"]


def test_a_reached_or_closed_lead_asks_for_no_call():
    rep = staff_with("leads.change_lead", "customers.view_customer")
    lead = make_lead(owner=rep)
    deliver_due()
    note_contact(lead, at=timezone.now())
    on_lead_contacted(LeadContacted(customer_id=lead.customer_id, lead_id=lead.pk))
    assert Activity.objects.get().state == "cancelled"


def test_an_import_starts_no_clock_and_plans_nothing():
    rep = staff_with("leads.change_lead", "customers.view_customer")
    lead = make_lead(kind="import", owner=rep)
    deliver_due()
    assert (lead.first_contact_due_at, Activity.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("kind", "direction", "is_authored", "stops"),
    [
        ("call", "out", True, True),
        ("call", "", True, True),
        ("call", "in", True, False),
        ("meeting", "", True, True),
        ("mail.sent", "", True, True),
        ("mail.received", "in", False, False),
        ("mail.written", "", False, False),
        ("note", "", True, False),
    ],
)
def test_the_first_outgoing_contact_on_the_timeline_stops_it(kind, direction, is_authored, stops):
    lead = make_lead()
    author = staff_with() if is_authored else None
    record(
        lead.customer,
        kind=kind,
        occurred_at=timezone.now(),
        source="entry:1",
        direction=direction,
        author=author,
    )
    lead = Lead.objects.get()
    assert (lead.first_contacted_at is not None, lead.state) == (stops, "contacted" if stops else "new")


@pytest.mark.parametrize(("kind", "stops"), [("mail", True), ("call", True), ("todo", False)])
def test_a_completed_activity_stops_it(kind, stops):
    lead = make_lead()
    activity = plan_activity(
        PlannedActivity(subject="-", due_at=timezone.now(), kind=kind, customer=lead.customer)
    )
    complete_activity(activity, by=staff_with())
    deliver_due()
    assert (Lead.objects.get().first_contacted_at is not None) is stops


def test_the_clock_counts_by_the_teams_calendar():
    team = Team.objects.create(name="South")
    calendar = BusinessCalendar.objects.create(
        name="South", team=team, time_zone="UTC", first_contact_minutes=60
    )
    for weekday in range(1, 6):
        CalendarHours.objects.create(calendar=calendar, weekday=weekday, opens="09:00", closes="12:30")
    lead = make_lead(at=NOON)
    due = Calendars().of(team.pk).due(NOON)
    assert due == datetime(2026, 6, 2, 9, 30, tzinfo=UTC)
    Lead.objects.filter(pk=lead.pk).update(team=team, first_contact_due_at=due)
    lead.refresh_from_db()
    told = [
        (clock.words, clock.tone)
        for minutes in (0, 20 * 60 + 45, 21 * 60 + 40)
        for clock in [clock_of(lead, Calendars(), now=NOON + timedelta(minutes=minutes))]
    ]
    assert told == [("1 h 00 min left", "warn"), ("30 minutes left", "warn"), ("10 minutes overdue", "bad")]


def test_a_clock_that_was_stopped_says_how_late_that_was():
    lead = make_lead(at=NOON)
    due = lead.first_contact_due_at
    for at, told in ((due, "in time"), (due + timedelta(minutes=5), "5 minutes late")):
        lead.first_contacted_at = at
        assert clock_of(lead, Calendars(), now=due + timedelta(days=9)).words == told
    lead.first_contacted_at = None
    closed = disqualify_lead(lead, Disqualification(reason="no_need"), by=None)
    assert clock_of(closed, Calendars(), now=due).words == ""


@pytest.mark.parametrize(("minutes", "told"), [(0, "0 minutes"), (1, "1 minute"), (61, "1 h 01 min")])
def test_working_time_in_words(minutes, told):
    assert in_words(timedelta(minutes=minutes)) == told


@pytest.mark.parametrize(("later", "is_reached"), [(timedelta(hours=1), True), (timedelta(hours=-1), False)])
def test_an_order_after_the_lead_came_stops_its_clock(later, is_reached):
    user = UserFactory(email="ann@example.com")
    lead = make_lead(user=user, owner=staff_with("leads.change_lead", "customers.view_customer"))
    deliver_due()
    order = OrderFactory(user=user)
    Order.objects.filter(pk=order.pk).update(date_placed=lead.created_at + later)
    for _delivery in range(2):
        on_order_placed(OrderPlaced(order_id=order.pk))
    deliver_due()
    lead.refresh_from_db()
    assert lead.first_contacted_at == (lead.created_at + later if is_reached else None)
    assert Activity.objects.get().state == ("cancelled" if is_reached else "open")
