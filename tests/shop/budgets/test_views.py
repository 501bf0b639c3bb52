"""The company's pages of budgets."""

from decimal import Decimal

import pytest
from django.urls import reverse

from shop.budgets.models import Budget
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.purchase_approvals import kit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
TYPED = {"name": "Glaze", "amount": "100", "period": "month", "policy": "refuse", "warn_at_percent": "80"}


@pytest.fixture
def firm():
    return kit.company()


@pytest.fixture
def boss(firm):
    return kit.administrator(firm)


def make(client, **typed):
    return client.post(reverse("budgets:create"), {**TYPED, "is_active": "on", **typed})


def test_budget_is_set_seen_and_spent(client, firm, boss):
    buyer = kit.person(firm)
    client.force_login(boss)
    make(client, contact=buyer.company_contact.pk)
    budget = Budget.objects.get()
    assert (budget.company, budget.contact, budget.amount, budget.currency) == (
        firm,
        buyer.company_contact,
        100,
        "EUR",
    )
    order = OrderFactory(user=buyer, lines=[ProductFactory()])

    page = client.get(reverse("budgets:detail", args=[budget.pk]))
    assert order.number in page.content.decode()
    client.force_login(buyer)
    own = client.get(reverse("budgets:list")).context["own"]

    assert [one.left for one in own] == [100 - order.total_incl_tax]
    assert client.get(reverse("budgets:detail", args=[budget.pk])).status_code == 403


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "-1"}, "amount"),
        ({"period": "once"}, "starts_on"),
        ({"period": "once", "starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "ends_on"),
        ({"warn_at_percent": "101"}, "warn_at_percent"),
    ],
)
def test_wrong_answers_are_named_and_kept(client, boss, typed, field):
    client.force_login(boss)

    page = make(client, **typed)

    assert page.context["form"].errors[field]
    assert page.context["form"]["name"].value() == "Glaze"
    assert not Budget.objects.exists()


def test_budget_of_another_company_is_not_there(client, boss):
    theirs = Budget.objects.create(
        company=kit.company("Other"), name="Theirs", amount=Decimal(1), currency="EUR"
    )
    client.force_login(boss)

    for name in ("detail", "edit"):
        assert client.get(reverse(f"budgets:{name}", args=[theirs.pk])).status_code == 404
    assert "Theirs" not in client.get(reverse("budgets:list")).content.decode()


def test_amount_below_what_is_spent_is_refused(client, firm, boss):
    client.force_login(boss)
    make(client)
    OrderFactory(user=boss, lines=[ProductFactory()])
    budget = Budget.objects.get()

    page = client.post(reverse("budgets:edit", args=[budget.pk]), {**TYPED, "is_active": "on", "amount": "1"})

    assert page.context["form"].errors["amount"]
    budget.refresh_from_db()
    assert budget.amount == 100
