import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from crm_core.customers.models import Team
from crm_core.rep_commissions.forms import AccountShareForm
from crm_core.rep_commissions.models import AccountShare, CommissionPlan, Statement
from crm_core.rep_commissions.services import settle_past
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.crm_core.rep_commissions.kit import at, order_for, plan_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
VIEW = "rep_commissions.view_statement"
ALL = "rep_commissions.view_all_statement"
APPROVE = "rep_commissions.approve_statement"
PAY = "rep_commissions.pay_statement"


@pytest.fixture
def ana():
    return rep_with(VIEW)


@pytest.fixture
def statement(ana):
    plan_for(ana)
    settle_past([order_for(CustomerFactory(owner=ana), "1000.00")])
    return Statement.objects.get()


def addresses(statement):
    return [
        reverse("commission_statements:inspect", args=[statement.pk]),
        reverse("commission_statement_file", args=[statement.pk]),
        reverse("commission_statement_print", args=[statement.pk]),
    ]


def test_representative_sees_their_own_alone(client, ana, statement):
    client.force_login(rep_with(VIEW))
    assert [client.get(url).status_code for url in addresses(statement)] == [404, 404, 404]
    assert list(client.get(reverse("commission_statements:index")).context["object_list"]) == []

    client.force_login(ana)
    assert [client.get(url).status_code for url in addresses(statement)] == [200, 200, 200]
    assert list(client.get(reverse("commission_statements:index")).context["object_list"]) == [statement]


def test_leader_of_the_team_sees_those_of_its_members(client, ana, statement):
    leader = rep_with(VIEW, "rep_commissions.view_team_statement")
    client.force_login(leader)
    assert client.get(addresses(statement)[0]).status_code == 404

    Team.objects.create(name="Trade").members.set([leader, ana])
    client.force_login(type(leader).objects.get(pk=leader.pk))
    assert client.get(addresses(statement)[0]).status_code == 200


def test_file_holds_the_lines_and_their_sum(client, ana, statement):
    client.force_login(ana)

    rows = list(csv.reader(StringIO(client.get(addresses(statement)[1]).content.decode())))

    assert [row[3:5] for row in rows] == [["Basis", "Commission"], ["1000.00", "20.00"], ["1000.00", "20.00"]]


def test_days_of_the_file_are_those_of_the_shop(client, ana, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    plan_for(ana)
    settle_past([order_for(CustomerFactory(owner=ana), "10.00", paid=at(2026, 6, 1, 0))])
    client.force_login(ana)

    rows = list(csv.reader(StringIO(client.get(addresses(Statement.objects.get())[1]).content.decode())))

    assert rows[1][1] == "2026-06-01"


def act(client, statement, **values):
    return client.post(addresses(statement)[0], values)


def test_manager_approves_what_they_saw_and_it_is_paid(client, statement):
    client.force_login(staff_with(VIEW, ALL, APPROVE, PAY))

    act(client, statement, action="approve", total="19.00")
    assert Statement.objects.get().state == "draft"
    act(client, statement, action="approve", total="20.00")
    assert Statement.objects.get().state == "approved"
    act(client, statement, action="pay", reference="T-1")
    statement.refresh_from_db()
    assert (statement.state, statement.reference) == ("paid", "T-1")


@pytest.mark.parametrize(
    ("rights", "action"),
    [((VIEW, ALL), "approve"), ((VIEW, ALL, PAY), "approve"), ((VIEW, ALL, APPROVE), "pay")],
    ids=["none", "pay only", "approve only"],
)
def test_who_lacks_the_right_changes_nothing(client, statement, rights, action):
    client.force_login(staff_with(*rights))

    assert act(client, statement, action=action, total="20.00").status_code == 403
    assert Statement.objects.get().state == "draft"


def test_nobody_approves_their_own_on_the_page(client, ana, statement):
    app, codename = APPROVE.split(".")
    ana.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    client.force_login(type(ana).objects.get(pk=ana.pk))

    act(client, statement, action="approve", total="20.00")

    assert Statement.objects.get().state == "draft"


def plan_data(plan, member, **others):
    return {
        "name": plan.name,
        "basis": plan.basis,
        "kind": plan.kind,
        "starts_on": "2026-01-01",
        "rates-TOTAL_FORMS": "1",
        "rates-INITIAL_FORMS": "0",
        "rates-MIN_NUM_FORMS": "1",
        "rates-MAX_NUM_FORMS": "20",
        "rates-0-from_percent": "0",
        "rates-0-rate": "10",
        "rates-0-ORDER": "1",
        "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "1",
        "members-MIN_NUM_FORMS": "0",
        "members-MAX_NUM_FORMS": "200",
        "members-0-id": member.pk,
        "members-0-user": member.user_id,
        "members-0-target": "1000",
        "members-0-ORDER": "1",
        **others,
    }


def test_drafts_follow_a_change_of_their_plan(client, statement):
    plan = CommissionPlan.objects.get()
    plan.rates.all().delete()
    client.force_login(
        staff_with("rep_commissions.view_commissionplan", "rep_commissions.change_commissionplan")
    )
    url = reverse("commission_plans:edit", args=[plan.pk])
    page = client.get(url)
    assert page.status_code == 200

    response = client.post(url, plan_data(plan, plan.members.get()))

    assert response.status_code == 302
    assert Statement.objects.get().total == Decimal(100)


def test_basis_of_a_plan_with_statements_stays(client, statement):
    plan = CommissionPlan.objects.get()
    client.force_login(
        staff_with("rep_commissions.view_commissionplan", "rep_commissions.change_commissionplan")
    )

    client.post(
        reverse("commission_plans:edit", args=[plan.pk]), plan_data(plan, plan.members.get(), basis="margin")
    )

    assert CommissionPlan.objects.get().basis == "net"


@pytest.mark.parametrize(("percent", "valid"), [("60", True), ("61", False), ("0", False)])
def test_others_have_no_more_than_all_of_an_account(ana, percent, valid):
    customer = CustomerFactory()
    AccountShare.objects.create(customer=customer, user=ana, percent=40, starts_on=date(2026, 1, 1))
    data = {"customer": [customer.pk], "user": ana.pk, "percent": percent, "starts_on": "2026-02-01"}

    assert AccountShareForm(data, for_user=staff_with("customers.view_customer")).is_valid() is valid


@pytest.mark.parametrize("is_own", [True, False])
def test_shares_are_given_of_accounts_that_one_sees(ana, is_own):
    leader = rep_with("customers.view_customer")
    customer = CustomerFactory(owner=leader if is_own else ana)
    data = {"customer": [customer.pk], "user": ana.pk, "percent": "10", "starts_on": "2026-02-01"}

    form = AccountShareForm(data, for_user=leader)

    assert list(form.errors) == ([] if is_own else ["customer"])


def test_page_of_a_new_share_reads_no_customers(client):
    customer = CustomerFactory(name="Harbour Kitchens")
    rights = ("view", "add", "change")
    client.force_login(
        staff_with("customers.view_customer", *(f"rep_commissions.{name}_accountshare" for name in rights))
    )
    url = reverse("account_shares:add")

    assert "Harbour Kitchens" not in client.get(url).text
    data = {"customer": customer.pk, "user": rep_with(VIEW).pk, "percent": "10", "starts_on": "2026-02-01"}
    client.post(url, data)
    assert AccountShare.objects.get().customer == customer


def test_periods_are_those_of_the_shop(ana):
    plan_for(ana)
    settle_past([order_for(CustomerFactory(owner=ana), "10.00", paid=at(2026, 5, 31, 23))])

    assert Statement.objects.get().starts_on == date(2026, 5, 1)
