from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm_core.approvals.models import Approval, ApprovalRoute, Delegation
from tests.crm_core.approvals.kit import ask, colleague, level
from tests.crm_core.factories import CompanyFactory, CustomerFactory, rep_with
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.usefixtures("site")
State = Approval.State


def _page(approval):
    return reverse("approvals_office:inspect", args=[approval.pk])


def _answer(client, approval, answer, comment=""):
    step = approval.steps.get(level=approval.level)
    data = {"action": "answer", "step": step.pk, "answer": answer, "comment": comment}
    return client.post(_page(approval), data)


def test_the_inbox_has_what_waits_for_me_what_i_asked_and_what_is_decided(client, team, rep, boss):
    mine, done = ask(by=rep), ask(by=rep)
    client.force_login(boss)
    _answer(client, done, "approve")
    seen = {}
    for user in (boss, rep):
        client.force_login(user)
        for name in ("index", "asked", "decided"):
            rows = client.get(reverse(f"approvals_office:{name}")).context["object_list"]
            seen[user.first_name, name] = [row.pk for row in rows]
    assert seen == {
        ("Bea", "index"): [mine.pk],
        ("Bea", "asked"): [],
        ("Bea", "decided"): [done.pk],
        ("Rita", "index"): [],
        ("Rita", "asked"): [done.pk, mine.pk],
        ("Rita", "decided"): [done.pk],
    }


def test_the_menu_and_the_start_page_count_what_waits(client, team, rep, boss):
    ask(by=rep)
    client.force_login(boss)
    words = client.get("/cms/").content.decode()
    assert ("Approvals (1)" in words, "Approvals waiting for me" in words) == (True, True)
    client.force_login(rep)
    words = client.get("/cms/").content.decode()
    assert ("Approvals (" in words, "Approvals waiting for me" in words) == (False, False)


def test_an_answer_leads_to_the_next_that_waits(client, team, rep, boss, closed):
    one, other = ask(by=rep), ask(by=rep)
    client.force_login(boss)
    assert _answer(client, one, "approve").url == _page(other)
    assert _answer(client, other, "refuse", "Too much.").url == reverse("approvals_office:index")
    assert closed == [(one.pk, "approved"), (other.pk, "refused")]


def test_a_refusal_without_reason_shows_the_page_again(client, team, rep, boss, closed):
    approval = ask(by=rep)
    client.force_login(boss)
    page = _answer(client, approval, "refuse", " ")
    assert (page.status_code, "Say why you refuse." in page.content.decode(), closed) == (422, True, [])


def test_a_double_click_decides_once_and_says_so(client, team, rep, boss, closed):
    approval = ask(by=rep)
    client.force_login(boss)
    _answer(client, approval, "approve")
    page = client.post(
        _page(approval),
        {"action": "answer", "step": approval.steps.get().pk, "answer": "refuse", "comment": "No."},
        follow=True,
    )
    assert ("This is decided already." in page.content.decode(), closed) == (
        True,
        [(approval.pk, "approved")],
    )


def test_who_asked_sees_it_has_no_buttons_and_cannot_answer_by_force(client, team, rep, boss, closed):
    approval = ask(by=rep)
    client.force_login(rep)
    assert 'value="approve"' not in client.get(_page(approval)).content.decode()
    _answer(client, approval, "approve")
    assert closed == []
    client.post(_page(approval), {"action": "withdraw"})
    assert closed == [(approval.pk, "withdrawn")]


def test_a_stranger_finds_nothing(client, team, rep):
    approval = ask(by=rep)
    client.force_login(colleague())
    assert client.get(_page(approval)).status_code == 404
    assert _answer(client, approval, "approve").status_code == 404
    client.force_login(rep_with("order.view_order"))
    assert client.get(_page(approval)).status_code == 404
    assert client.get(reverse("approvals_office:index")).status_code == 403


def test_who_sees_the_customer_sees_it_and_cannot_answer(client, team, rep, closed):
    owner = rep_with("approvals.view_approval", "customers.view_customer")
    approval = ask(by=rep, customer=CustomerFactory(owner=owner))
    others = ask(by=rep, customer=CustomerFactory())
    client.force_login(owner)
    assert (client.get(_page(approval)).status_code, client.get(_page(others)).status_code) == (200, 404)
    _answer(client, approval, "approve")
    assert closed == []


def test_what_has_changed_is_seen_before_answering_and_makes_it_void(client, team, rep, boss, closed):
    company = CompanyFactory(name="Celadon")
    approval = ask(by=rep, about=company)
    company.name = "Celadon & Sons"
    company.save()
    client.force_login(boss)
    words = client.get(_page(approval)).content.decode()
    assert ("has changed since it was asked" in words, 'value="approve"' in words) == (True, False)
    page = client.get(_answer(client, approval, "approve").url)
    assert ("void" in page.content.decode(), closed) == (True, [(approval.pk, "void")])


def test_the_inbox_costs_the_same_whatever_it_lists(client, team, rep, boss):
    ask(by=rep)
    client.force_login(boss)
    url = reverse("approvals_office:index")
    client.get(url)
    costs = []
    for _number in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        costs.append(len(caught))
        for _more in range(4):
            ask(by=rep)
    assert costs[0] == costs[1]


def _delegate(client, owner, deputy, **typed):
    days = {"starts_on": "2026-06-01", "ends_on": "2026-06-05"}
    data = {"owner": owner.pk, "delegate": deputy.pk, **days, **typed}
    return client.post(reverse("delegations:add"), data)


RIGHTS = ("approvals.view_delegation", "approvals.add_delegation", "approvals.delete_delegation")


def _may_delegate(*users):
    for name in RIGHTS:
        right = Permission.objects.get(codename=name.partition(".")[2])
        for user in users:
            user.user_permissions.add(right)


def test_one_delegates_for_oneself_and_a_manager_for_their_team(client, team, rep, boss):
    deputy = colleague()
    _may_delegate(rep, boss)
    client.force_login(boss)
    _delegate(client, boss, deputy)
    _delegate(client, rep, deputy)
    client.force_login(rep)
    assert _delegate(client, boss, rep).status_code == 200  # refused: the boss is not theirs to speak for
    kept = list(Delegation.objects.order_by("pk").values_list("owner", "delegate", "made_by"))
    assert kept == [(boss.pk, deputy.pk, boss.pk), (rep.pk, deputy.pk, boss.pk)]


@pytest.mark.parametrize("wrong", [{"ends_on": "2026-05-31"}, {"delegate": "self"}])
def test_a_delegation_that_cannot_be_is_refused(client, boss, wrong):
    _may_delegate(boss)
    client.force_login(boss)
    typed = {key: boss.pk if value == "self" else value for key, value in wrong.items()}
    assert _delegate(client, boss, colleague(), **typed).status_code == 200
    assert not Delegation.objects.exists()


def test_delegations_of_others_are_not_there(client, team, rep, boss):
    theirs = Delegation.objects.create(
        owner=boss, delegate=colleague(), starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 2)
    )
    _may_delegate(rep)
    client.force_login(rep)
    assert client.post(reverse("delegations:delete", args=[theirs.pk])).status_code == 404
    assert Delegation.objects.exists()


def _route(**rows):
    data = {
        "kind": "test-discount",
        "limit": "20",
        "expires_after": "5",
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "0",
        "steps-MIN_NUM_FORMS": "0",
        "steps-MAX_NUM_FORMS": "20",
        "steps-0-level": "1",
        "steps-0-needs": "any",
        "steps-0-who": "manager",
    }
    return data | {f"steps-0-{name}": value for name, value in rows.items()}


def test_an_administrator_sets_who_decides(client, boss):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    url = reverse("approval_routes:add")
    assert client.post(url, _route(who="person")).status_code == 200  # refused: nobody is named
    assert not ApprovalRoute.objects.exists()
    assert client.post(url, _route(who="person", user=boss.pk)).status_code == 302
    step = ApprovalRoute.objects.get().steps.get()
    assert (step.who, step.user) == ("person", boss)


def test_a_level_says_how_many_must_agree(client, rep, boss):
    approval = ask(level(boss, colleague(), needs="all"), by=rep)
    client.force_login(boss)
    assert client.get(_page(approval)).status_code == 200


def test_a_team_gets_its_manager_on_its_form(client, rep, boss):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    data = {"name": "South", "manager": boss.pk, "members": [rep.pk]}
    assert client.post(reverse("customer_teams:add"), data).status_code == 302
    assert ask(by=rep).steps.get().people.get().user == boss
