"""Receivables in the back office."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from shop.time_zones import shop_day
from shop.trade_credit.disputes import open_dispute
from shop.trade_credit.models import (
    CreditAccount,
    CreditApproval,
    DunningSettings,
    InvoiceDispute,
    Receivable,
)
from tests.config.roles.people import member
from tests.crm_core.factories import CompanyFactory
from tests.shop.factories import UserFactory
from tests.shop.trade_credit.factories import buy, invoice, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def accountant(client):
    client.force_login(member("accounting"))
    return client


def url(name, *args):
    return reverse(f"receivables:{name}", args=args)


def test_list_says_who_owes_what_by_age(accountant):
    company = make_account(CompanyFactory(name="Argile"), limit="500").company
    for days in (-5, 2, 40, 100):
        order = buy(company)
        Receivable.objects.filter(order=order).update(due_on=shop_day() - timedelta(days=days))
    buy(CompanyFactory(name="Boreal"))

    everything = accountant.get(url("index")).content.decode()
    overdue = accountant.get(url("index") + "?show=overdue").content.decode()
    table = b"".join(accountant.get(url("index") + "?as=csv").streaming_content).decode().splitlines()

    assert ("Argile" in everything, "Boreal" in everything) == (True, True)
    assert ("Argile" in overdue, "Boreal" in overdue) == (True, False)
    assert table[1] == "Argile,EUR,24.00,24.00,24.00,0.00,24.00,96.00,500.00,96.00"


def test_list_costs_the_same_for_one_and_three(accountant, django_assert_max_num_queries):
    buy(make_account(limit="500").company)
    accountant.get(url("index"))
    with django_assert_max_num_queries(80) as one:
        accountant.get(url("index"))
    cost = len(one.captured_queries)
    for _more in range(2):
        buy(make_account(limit="500").company)
    with django_assert_max_num_queries(cost):
        accountant.get(url("index"))


def test_open_items_are_searched_narrowed_sorted_and_exported(accountant):
    argile, boreal = CompanyFactory(name="Argile"), CompanyFactory(name="Boreal")
    late, soon, paid = buy(argile), buy(boreal), buy(boreal)
    Receivable.objects.filter(order=late).update(due_on=shop_day() - timedelta(days=12))
    Receivable.objects.filter(order=paid).update(owed=0)
    page = reverse("open-items:index")

    def shown(query):
        return [item.order for item in accountant.get(f"{page}?{query}").context["object_list"]]

    assert shown("state=overdue") == shown("q=argil") == [late]
    assert shown("state=open") == shown("state=open&ordering=due_on") == [late, soon]
    assert shown("state=settled") == [paid]
    assert shown(f"q={soon.number}") == [soon]
    assert shown("state=disputed") == []
    words = accountant.get(f"{page}?state=overdue").content.decode()
    assert ("Argile" in words, ">12<" in words.replace(" ", "").replace("\n", "")) == (True, True)
    table = b"".join(accountant.get(f"{page}?state=overdue&export=csv")).decode()
    assert (late.number in table, soon.number in table) == (True, False)


def test_open_items_cost_the_same_for_one_and_three(accountant, django_assert_max_num_queries):
    page = reverse("open-items:index")
    buy(CompanyFactory())
    accountant.get(page)
    with django_assert_max_num_queries(40) as one:
        accountant.get(page)
    for _more in range(2):
        buy(CompanyFactory())
    with django_assert_max_num_queries(len(one.captured_queries)):
        accountant.get(page)


def test_open_items_are_for_who_sees_receivables(client):
    client.force_login(member("content editor"))
    assert client.get(reverse("open-items:index")).status_code == 403


def test_account_is_opened_and_its_limit_changed_with_a_reason(accountant):
    company = CompanyFactory()
    page = url("company", company.pk)
    form = {"action": "open", "key": uuid4(), "currency": "eur", "limit": "100", "reason": "agreed"}

    assert accountant.post(page, {**form, "reason": ""}).status_code == 422
    for _click in range(2):
        assert accountant.post(page, form).status_code == 302
    account = CreditAccount.objects.get()
    change = {"action": "limit", "account": account.pk, "key": uuid4(), "limit": "50", "reason": "risk"}
    assert accountant.post(page, change).status_code == 302
    rules = {"action": "rules", "account": account.pk, "policy": "hold", "status": "active", "reason": "x"}
    assert accountant.post(page, rules).status_code == 302

    account.refresh_from_db()
    assert (account.limit, account.policy, account.entries.count()) == (50, "hold", 2)
    assert "risk" in accountant.get(page).content.decode()


def test_sales_see_and_change_nothing(client):
    company = make_account().company
    client.force_login(member("sales"))

    assert client.get(url("company", company.pk)).status_code == 200
    assert client.post(url("company", company.pk), {"action": "open"}).status_code == 403


def test_account_of_another_company_is_not_changed(accountant):
    account = make_account(limit="100")
    page = url("company", CompanyFactory().pk)
    change = {"action": "limit", "account": account.pk, "key": uuid4(), "limit": "50", "reason": "risk"}

    assert accountant.post(page, change).status_code == 422

    account.refresh_from_db()
    assert account.limit == 100


def test_order_above_the_limit_is_decided(accountant):
    order = buy(make_account(limit="20", policy="approval").company)
    assert order.number in accountant.get(url("approvals")).content.decode()
    page = url("approval", order.credit_approval.pk)

    assert accountant.post(page, {"decision": "reject", "note": ""}).status_code == 422
    assert accountant.post(page, {"decision": "approve", "note": ""}).status_code == 302

    assert CreditApproval.objects.get().state == "approved"
    assert accountant.post(page, {"decision": "reject", "note": "no"}).status_code == 422


def test_dispute_is_answered(accountant):
    document = invoice(buy(CompanyFactory()))
    dispute = open_dispute(document, reason="price", text="Too dear", by=UserFactory())
    assert document.number in accountant.get(url("disputes")).content.decode()
    page = url("dispute", dispute.pk)

    assert accountant.post(page, {"decision": "accept", "answer": ""}).status_code == 422
    assert accountant.post(page, {"decision": "accept", "answer": "Right."}).status_code == 302

    assert InvoiceDispute.objects.get().state == "accepted"
    assert "Right." in accountant.get(page).content.decode()


def test_days_of_reminders_are_the_admins(accountant, client):
    assert accountant.get(url("settings")).status_code == 403
    client.force_login(member("admin"))
    page = client.get(url("settings"))
    base = page.context["form"]["edit_base"].value() if "edit_base" in page.context["form"].fields else ""

    answer = client.post(
        url("settings"), {"first_days": 5, "second_days": "", "third_days": 30, "edit_base": base}
    )

    assert answer.status_code == 302
    assert DunningSettings.load().levels == [(1, 5), (3, 30)]


def test_company_page_tells_its_credit(accountant, client):
    company = make_account(limit="77.00").company
    order = buy(company)
    Receivable.objects.filter(order=order).update(due_on=shop_day() - timedelta(days=3))
    client.force_login(member("sales"))

    page = client.get(reverse("companies:inspect", args=[company.pk])).content.decode()

    assert "77.00" in page
    assert "3 days" in page
    assert Decimal(order.receivable.owed) == 24


def test_reminders_are_paused_with_a_reason_and_go_on_again(accountant):
    company = make_account().company
    page = url("company", company.pk)

    refused = accountant.post(page, {"action": "pause", "until": "", "reason": ""})
    accountant.post(page, {"action": "pause", "until": "", "reason": "Instalments agreed"})
    shown = accountant.get(page).content.decode()
    accountant.post(page, {"action": "resume"})

    assert refused.status_code == 422
    assert "Instalments agreed" in shown
    assert "Remind again" in shown
    assert "Remind again" not in accountant.get(page).content.decode()
