"""The company's pages of approvals: whose requests one sees, rules, deputies; the office's list."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.purchase_approvals.models import ApprovalDelegation, ApprovalLevel, ApprovalRule
from tests.shop.factories import StaffFactory
from tests.shop.purchase_approvals import kit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "purchase_approvals:list"


@pytest.fixture
def firm():
    return kit.company()


@pytest.fixture
def boss(firm):
    return kit.approver(firm)


def listed(client, who, show):
    client.force_login(who)
    page = client.get(reverse(LIST), {"show": show})
    return [request.pk for request in page.context["requests"]]


def test_lists_show_what_waits_what_is_mine_and_all_of_ones_level(client, firm, boss):
    kit.rule(firm)
    buyer, other = kit.person(firm), kit.person(firm, "Bo")
    request = kit.submitted(client, buyer)

    assert listed(client, boss, "waiting") == [request.pk]
    assert listed(client, boss, "all") == [request.pk]
    assert listed(client, buyer, "mine") == [request.pk]
    assert listed(client, buyer, "waiting") == []
    assert listed(client, other, "all") == []


def test_request_of_a_colleague_or_another_company_is_not_there(client, firm, boss):
    kit.rule(firm)
    request = kit.submitted(client, kit.person(firm))
    path = reverse("purchase_approvals:detail", args=[request.public_id])

    for stranger in (kit.person(firm, "Bo"), kit.administrator(kit.company("Other"))):
        client.force_login(stranger)
        assert client.get(path).status_code == 404


def test_list_costs_the_same_however_long(client, firm, boss, django_assert_max_num_queries):
    kit.rule(firm)
    kit.submitted(client, kit.person(firm, "A"))
    client.force_login(boss)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(60) as one:
        client.get(reverse(LIST), {"show": "all"})
    for name in "BC":
        kit.submitted(client, kit.person(firm, name))
    client.force_login(boss)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(60) as three:
        client.get(reverse(LIST), {"show": "all"})

    assert len(three) == len(one)


def test_rule_is_written_with_its_levels(client, firm, boss):
    client.force_login(kit.administrator(firm))
    typed = {
        "name": "Dear",
        "meets": "any",
        "total_above": "500",
        "position": "1",
        "is_active": "on",
        "levels-TOTAL_FORMS": "1",
        "levels-INITIAL_FORMS": "0",
        "levels-0-who": "members",
        "levels-0-needs": "all",
    }
    page = client.post(reverse("purchase_approvals:rule-create"), typed)
    assert page.status_code == 422
    assert page.context["levels"].forms[0].errors["members"]
    assert not ApprovalRule.objects.exists()

    client.post(
        reverse("purchase_approvals:rule-create"), {**typed, "levels-0-members": boss.company_contact.pk}
    )

    level = ApprovalLevel.objects.get()
    assert (level.rule.company, level.rule.total_above, level.number) == (firm, 500, 1)
    assert level.rule.meets == "any"
    assert list(level.members.all()) == [boss.company_contact]
    page = client.get(reverse("purchase_approvals:rules")).content.decode()
    assert "Dear" in page


def test_rule_of_a_parent_is_shown_and_not_changed(client, firm):
    parent = kit.company("Group")
    firm.parent = parent
    firm.save()
    theirs = kit.rule(parent, name="Of the group")
    client.force_login(kit.administrator(firm))

    assert "Inherited from" in client.get(reverse("purchase_approvals:rules")).content.decode()
    assert client.get(reverse("purchase_approvals:rule", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("purchase_approvals:rule-delete", args=[theirs.pk])).status_code == 404


def test_buyer_does_not_see_rules(client, firm):
    client.force_login(kit.person(firm))

    assert client.get(reverse("purchase_approvals:rules")).status_code == 403


def test_deputy_is_named_for_oneself_among_colleagues(client, firm, boss):
    deputy, stranger = kit.person(firm, "Dora"), kit.person(kit.company("Other"))
    client.force_login(boss)
    days = {"starts_on": timezone.localdate(), "ends_on": timezone.localdate() + timedelta(days=3)}
    path = reverse("purchase_approvals:delegations")

    assert client.post(path, {"deputy": stranger.pk, **days}).status_code == 422
    client.post(path, {"deputy": deputy.pk, **days})

    named = ApprovalDelegation.objects.get()
    assert (named.owner, named.deputy) == (boss, deputy)
    client.force_login(deputy)
    end = reverse("purchase_approvals:delegation-end", args=[named.pk])
    assert client.post(end).status_code == 404
    client.force_login(boss)
    client.post(end)
    assert not ApprovalDelegation.objects.exists()


def test_office_reads_requests_and_exports_them(client, firm, boss):
    kit.rule(firm)
    request = kit.submitted(client, kit.person(firm, "Ada Potter"))
    client.force_login(StaffFactory())

    assert "Ada Potter" in client.get("/cms/purchase-requests/").content.decode()
    page = client.get(f"/cms/purchase-requests/{request.pk}/")
    assert page.status_code == 200
    export = client.get("/cms/purchase-requests/", {"export": "csv"})
    assert b"Ada Potter" in b"".join(export.streaming_content)
    company = client.get(f"/cms/companies/{firm.pk}/").content.decode()
    assert "Above 20" in company
    assert client.get(f"/cms/purchase-requests/edit/{request.pk}/").status_code in (403, 404)
