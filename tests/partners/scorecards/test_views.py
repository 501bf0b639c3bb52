"""Partner and manager see the same, and each does their part."""

import re

import pytest
from django.urls import reverse

from partners.scorecards.models import BusinessPlan, LeaderboardConsent, PlanAction, PlanGoal
from tests.config.roles.people import member
from tests.partners.factories import PartnerUserFactory

pytestmark = pytest.mark.django_db
PORTAL = "/partners/scorecard/?quarter=2026-Q4"
TABLE = re.compile(r'<table class="scorecard">.*?</table>', re.DOTALL)


@pytest.fixture
def person():
    return PartnerUserFactory()


@pytest.fixture
def plan(person):
    plan = BusinessPlan.objects.create(account=person.account, year=2026, number=4)
    PlanGoal.objects.create(plan=plan, metric="revenue", target=900)
    return plan


@pytest.fixture
def office(plan):
    return reverse("partner_plans:inspect", args=[plan.pk])


def test_partner_and_manager_see_the_same_numbers(client, person, office):
    client.force_login(person.user)
    theirs = TABLE.search(client.get(PORTAL).content.decode())
    client.force_login(member("partner manager"))
    ours = TABLE.search(client.get(office).content.decode())

    assert "900" in theirs[0]
    assert theirs[0] == ours[0]


def test_partner_agrees_and_works_on_actions(client, person, plan):
    client.force_login(person.user)
    client.post(PORTAL, {"action": "add", "title": "Fair", "side": "partner", "due_on": "2026-12-15"})
    action = PlanAction.objects.get()
    client.post(PORTAL, {"action": "done", "pk": action.pk})
    plan.refresh_from_db()
    client.post(PORTAL, {"action": "agree", "version": plan.version - 1})
    plan.refresh_from_db()
    assert plan.partner_agreed_at is None

    client.post(PORTAL, {"action": "agree", "version": plan.version})

    plan.refresh_from_db()
    action.refresh_from_db()
    assert (plan.partner_agreed_by, bool(action.done_at)) == (person.user, True)


def test_action_that_cannot_be_is_named_and_kept(client, person, plan):
    client.force_login(person.user)

    answer = client.post(PORTAL, {"action": "add", "title": "Fair", "side": "partner", "due_on": "soon"})

    assert answer.status_code == 422
    assert answer.context["form"]["title"].value() == "Fair"


def test_name_on_the_leaderboard_is_the_partners_choice(client, person):
    client.force_login(person.user)

    client.post(PORTAL, {"action": "named", "is_named": "1"})
    assert LeaderboardConsent.objects.get().account == person.account
    client.post(PORTAL, {"action": "named", "is_named": ""})

    assert not LeaderboardConsent.objects.exists()


def test_who_may_only_look_changes_nothing(client, plan):
    reader = PartnerUserFactory(account=plan.account, role="accountant")
    client.force_login(reader.user)

    assert client.get(PORTAL).status_code == 200
    assert client.post(PORTAL, {"action": "agree", "version": plan.version}).status_code == 403


def test_manager_writes_goals_actions_and_agrees(client, plan, office):
    client.force_login(member("partner manager"))

    client.post(office, {"action": "save", "notes": "Good year.", "goal-revenue": "1000"})
    client.post(office, {"action": "add_action", "title": "Visit", "side": "shop", "due_on": "2026-12-15"})
    plan.refresh_from_db()
    client.post(office, {"action": "agree", "version": plan.version})

    plan.refresh_from_db()
    assert (plan.notes, plan.goals.get().target, plan.actions.get().title) == ("Good year.", 1000, "Visit")
    assert plan.manager_agreed_at is not None


def test_account_page_shows_the_quarter_that_it_is(client, person):
    client.force_login(member("partner manager"))

    page = client.get(reverse("partner_accounts:inspect", args=[person.account.pk])).content.decode()

    assert '<table class="scorecard">' in page
