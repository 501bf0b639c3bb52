"""Taking from budgets and giving back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from shop.b2b.models import CostCentre, Department
from shop.budgets.models import Budget, BudgetEntry, BudgetPeriod
from shop.budgets.periods import period_of
from shop.budgets.queries import standings
from shop.budgets.services import BudgetTooSmallError, save_budget, settle
from shop.events.tasks import deliver_due
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.order.services import cancel_order
from shop.payments.services import cancel as cancel_with_money
from shop.purchase_approvals.models import PurchaseRequest
from tests.shop.checkout.walk import url
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.purchase_approvals import kit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
D = Decimal


@pytest.fixture
def firm():
    return kit.company()


@pytest.fixture
def buyer(firm):
    return kit.person(firm)


def budget(firm, amount=100, **fields):
    return Budget.objects.create(company=firm, name="Glaze", amount=D(amount), currency="EUR", **fields)


def order(buyer, price="24.00"):
    return OrderFactory(user=buyer, lines=[ProductFactory(price=price)])


def counts(of):
    row = BudgetPeriod.objects.get(budget=of)
    return row.spent, row.reserved


def test_order_takes_from_every_budget_it_counts_against(firm, buyer):
    contact = buyer.company_contact
    contact.department = Department.objects.create(company=firm, name="Lab")
    contact.cost_centre = CostCentre.objects.create(company=firm, code="1")
    contact.save()
    parent = kit.company("Group")
    firm.parent = parent
    firm.save()
    mine = [
        budget(firm),
        budget(parent),
        budget(firm, contact=contact),
        budget(firm, department=contact.department),
        budget(firm, cost_centre=contact.cost_centre),
    ]
    others = [
        budget(kit.company("Other")),
        budget(firm, is_active=False),
        budget(firm, cost_centre=CostCentre.objects.create(company=firm, code="2")),
    ]

    placed = order(buyer)

    assert [counts(one)[0] for one in mine] == [placed.total_incl_tax] * 5
    assert not BudgetPeriod.objects.filter(budget__in=others).exists()


def test_order_above_a_budget_is_refused_and_nothing_is_taken(firm, buyer):
    first, second = budget(firm, 100), budget(firm, 10)

    with pytest.raises(OrderRefused, match="Glaze"):
        order(buyer)

    assert not Order.objects.exists()
    assert not BudgetPeriod.objects.filter(budget__in=[first, second]).exists()


def test_cancelled_order_gives_back_once(firm, buyer):
    mine = budget(firm)
    placed = order(buyer)

    cancel_order(placed)
    deliver_due()
    settle(placed)

    assert counts(mine) == (0, 0)
    kinds = list(BudgetEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["spend", "refund"]


def test_refused_with_its_money_gives_back(firm, buyer):
    mine = budget(firm)
    cancel_with_money(order(buyer))
    deliver_due()

    assert counts(mine) == (0, 0)


def test_change_of_an_order_is_followed_even_above_the_budget(firm, buyer):
    mine = budget(firm, 30)
    placed = order(buyer)
    taken = placed.total_incl_tax

    Order.objects.filter(pk=placed.pk).update(total_incl_tax=taken + 50)
    settle(Order.objects.get())
    assert counts(mine)[0] == taken + 50
    Order.objects.filter(pk=placed.pk).update(total_incl_tax=D(10))
    settle(Order.objects.get())

    assert counts(mine)[0] == D(10)


def test_database_holds_that_no_budget_is_exceeded(firm, buyer):
    mine = budget(firm)
    order(buyer)

    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetPeriod.objects.filter(budget=mine).update(spent=D(101))


def test_entries_stay(firm, buyer):
    budget(firm)
    order(buyer)

    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetEntry.objects.update(amount=1)


def test_budget_cannot_become_smaller_than_what_is_spent(firm, buyer):
    mine = budget(firm)
    order(buyer)
    mine.amount = D(5)

    with pytest.raises(BudgetTooSmallError), transaction.atomic():
        save_budget(mine)


def test_approval_reserves_and_rejection_releases(client, firm, buyer):
    boss, mine = kit.approver(firm), budget(firm)
    kit.rule(firm)
    request = kit.submitted(client, buyer)
    assert counts(mine) == (0, request.total)

    kit.answer(client, request, boss, yes=False, comment="No")

    assert counts(mine) == (0, 0)
    kinds = list(BudgetEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["reserve", "release"]


def test_approved_order_spends_what_was_reserved(client, firm, buyer):
    boss, mine = kit.approver(firm), budget(firm, 30)
    kit.rule(firm)
    request = kit.submitted(client, buyer)

    kit.answer(client, request, boss)

    assert counts(mine) == (Order.objects.get().total_incl_tax, 0)


def test_budget_with_an_approval_grants_the_excess(client, firm, buyer):
    boss, mine = kit.approver(firm), budget(firm, 10, policy="approval")
    request = kit.submitted(client, buyer)
    assert counts(mine) == (0, 0)
    assert request.steps.get().rule_name == "Glaze"

    kit.answer(client, request, boss)

    placed = Order.objects.get()
    assert counts(mine)[0] == placed.total_incl_tax
    granted = BudgetEntry.objects.get(kind="grant")
    assert (granted.amount, granted.by) == (placed.total_incl_tax - 10, boss)


def test_budget_that_refuses_is_told_at_the_review(client, firm, buyer):
    budget(firm, 10)

    response = kit.submit(client, buyer)

    assert response.url == url("preview")
    assert not Order.objects.exists()
    assert not PurchaseRequest.objects.exists()
    assert "Glaze" in client.get(url("preview")).content.decode()


def test_basket_says_what_is_left(client, firm, buyer):
    budget(firm, 10)
    client.force_login(buyer)
    client.post(reverse("basket:add", args=[ProductFactory().pk]), {"quantity": 1})

    page = client.get(reverse("basket:summary")).content.decode()

    assert "Glaze" in page


def test_managers_are_warned_once(firm, buyer, letters):
    boss = kit.administrator(firm)
    budget(firm, 30, warn_at_percent=50)

    order(buyer, price="20.00")
    deliver_due()
    order(buyer, price="1.00")
    deliver_due()

    warned = [letter for letter in letters() if "nearly spent" in letter.subject]
    assert [letter.to for letter in warned] == [[boss.email]]


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        ("month", date(2028, 2, 29), (date(2028, 2, 1), date(2028, 2, 29))),
        ("quarter", date(2026, 11, 30), (date(2026, 10, 1), date(2026, 12, 31))),
        ("year", date(2026, 1, 1), (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_periods_are_those_of_the_calendar(period, day, expected):
    assert period_of(Budget(period=period), day) == expected


def test_budget_for_once_holds_between_its_days():
    once = Budget(period="once", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31))

    assert period_of(once, date(2026, 5, 31)) == (once.starts_on, once.ends_on)
    assert period_of(once, date(2026, 6, 1)) is None


def test_next_period_begins_anew(firm, buyer):
    mine = budget(firm)
    order(buyer)
    today = BudgetPeriod.objects.get().starts_on

    later = standings([mine], day=date(today.year + 1, today.month, 1))

    assert later[0].left == D(100)
