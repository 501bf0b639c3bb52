"""Rules, calendars and settings of leads: what staff type is checked, and takes effect."""

from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_core.customers.models import Team
from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import BusinessCalendar, CalendarHours, Lead, LeadSettings, RoutingRule, ScoreRule
from crm_core.leads.services import capture_lead
from tests.crm_core.factories import rep_with
from tests.shop.factories import StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def admin(client):
    user = StaffFactory()
    client.force_login(user)
    return user


def score_rule(**fields):
    return {
        "kind": "words",
        "value": "price",
        "points": "20",
        "half_life_days": "0",
        "is_active": "on",
        **fields,
    }


def test_a_new_rule_scores_open_leads_anew(client, admin, django_capture_on_commit_callbacks):
    lead = capture_lead(
        LeadFacts(
            kind="form", source="f:1", occurred_at=timezone.now(), email="ann@example.com", text="price?"
        )
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("lead_scoring:add"), score_rule(name="asked for prices"))
    assert answer.status_code == 302
    assert Lead.objects.get(pk=lead.pk).score == 20
    assert "asked for prices" in client.get(reverse("leads:inspect", args=[lead.pk])).content.decode()
    assert "asked for prices" in client.get(reverse("lead_scoring:index")).content.decode()


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"value": ""}, "value"),
        ({"kind": "orders", "value": "many"}, "value"),
        ({"kind": "kind", "value": "form, pigeon"}, "value"),
        ({"kind": "country", "value": "DE, XX"}, "value"),
        ({"kind": "answer", "value": "Budget"}, "value"),
        ({"points": "5000"}, "points"),
        ({"kind": "gone"}, "kind"),
        ({"half_life_days": "-1"}, "half_life_days"),
    ],
)
def test_a_rule_that_could_never_count_is_refused(client, admin, fields, at):
    answer = client.post(reverse("lead_scoring:add"), score_rule(**fields))
    assert (list(answer.context["form"].errors), ScoreRule.objects.count()) == ([at], 0)


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"countries": "XX"}, "countries"),
        ({"languages": "tlh"}, "languages"),
        ({"kinds": "pigeon"}, "kinds"),
        ({"team": ""}, "__all__"),
    ],
)
def test_a_routing_rule_that_could_never_fit_is_refused(client, admin, fields, at):
    team = Team.objects.create(name="South")
    form = {"name": "South", "order": "1", "team": team.pk, "is_active": "on", **fields}
    answer = client.post(reverse("lead_routing:add"), form)
    assert (list(answer.context["form"].errors), RoutingRule.objects.count()) == ([at], 0)


def calendar(**fields):
    hours = {"weekday": "1", "opens": "09:00", "closes": "17:00", "ORDER": "1", "id": ""}
    return {
        "name": "Office",
        "team": "",
        "time_zone": "Europe/Berlin",
        "first_contact_minutes": "60",
        "holidays_country": "de",
        "holidays_region": "by",
        "hours-TOTAL_FORMS": "1",
        "hours-INITIAL_FORMS": "0",
        "hours-MIN_NUM_FORMS": "0",
        "hours-MAX_NUM_FORMS": "1000",
        **{f"hours-0-{name}": value for name, value in hours.items()},
        **fields,
    }


def test_a_calendar_is_kept_with_its_hours(client, admin):
    answer = client.post(reverse("lead_calendars:add"), calendar())
    assert answer.status_code == 302, answer.context["form"].errors
    kept = BusinessCalendar.objects.get()
    assert (kept.holidays_country, kept.holidays_region) == ("DE", "BY")
    assert list(CalendarHours.objects.values_list("weekday", "opens", "closes")) == [(1, time(9), time(17))]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"holidays_country": "XX"}, "holidays_country"),
        ({"holidays_region": "ZZ"}, "holidays_region"),
        ({"first_contact_minutes": "0"}, "first_contact_minutes"),
        ({"hours-0-closes": "08:00"}, None),
    ],
)
def test_a_calendar_that_is_wrong_is_refused(client, admin, fields, at):
    answer = client.post(reverse("lead_calendars:add"), calendar(**fields))
    assert answer.status_code == 200
    assert BusinessCalendar.objects.count() == 0
    if at:
        assert list(answer.context["form"].errors) == [at]


def test_a_second_calendar_of_all_is_refused(client, admin):
    BusinessCalendar.objects.create(name="Office", time_zone="UTC")
    answer = client.post(reverse("lead_calendars:add"), calendar())
    assert (answer.status_code, BusinessCalendar.objects.count()) == (200, 1)


def test_settings_are_kept_and_bounded(client, admin):
    form = {
        "registrations": "all",
        "basket_owners": "known",
        "large_basket": "900",
        "stalled_basket": "0",
        "most_open": "12",
    }
    page = client.get(reverse("lead_settings")).context["form"]
    base = {name: page[name].value() for name in page.fields if page[name].is_hidden}
    assert client.post(reverse("lead_settings"), {**base, **form}).status_code == 302
    kept = LeadSettings.objects.get()
    assert (kept.registrations, kept.large_basket, kept.most_open, kept.partner_applications) == (
        "all",
        900,
        12,
        False,
    )
    assert client.post(reverse("lead_settings"), {**form, "large_basket": "-1"}).status_code in {409, 422}
    assert LeadSettings.objects.get().large_basket == 900


def test_who_may_not_is_refused(client):
    client.force_login(rep_with("leads.view_lead", "leads.change_lead"))
    for name in ("lead_settings", "lead_scoring:index", "lead_routing:add", "lead_calendars:index"):
        assert client.get(reverse(name)).status_code == 403
