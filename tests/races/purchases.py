"""Orders against one budget, approvers and clicks at the same moment; each race returns what came of it."""

from decimal import Decimal
from functools import partial

from django.db import connection
from django.test import Client

from shop.budgets.models import Budget, BudgetEntry, BudgetPeriod
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.purchase_approvals.exceptions import PurchaseRequestError
from shop.purchase_approvals.models import PurchaseRequest
from shop.purchase_approvals.services import Answer, decide
from tests.shop.checkout.race import at_once
from tests.shop.checkout.walk import url, walk_to_review
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory
from tests.shop.purchase_approvals import kit


def ordering(buyers):
    """Have so many colleagues order for 10 each at once against one budget of 100."""
    firm = kit.company()
    budget = Budget.objects.create(company=firm, name="Glaze", amount=Decimal(100), currency="EUR")
    product = ProductFactory(price="10.00", num_in_stock=1000)
    people = [kit.person(firm, f"B{number}") for number in range(buyers)]
    baskets = [BasketFactory(owner=user, lines=[product]) for user in people]
    each = _total_of_one(product)
    answers = at_once([partial(_order, user, basket) for user, basket in zip(people, baskets, strict=True)])
    row = BudgetPeriod.objects.get(budget=budget)
    placed = Order.objects.filter(company=firm).count()
    return {
        "placed": placed,
        "fits": int(Decimal(100) // each),
        "refused": answers.count("refused"),
        "spent": row.spent == placed * each,
        "entries": BudgetEntry.objects.filter(kind="spend").count(),
    }


def _total_of_one(product):
    return OrderFactory(lines=[product]).total_incl_tax


def _order(user, basket):
    try:
        OrderFactory(user=user, basket=basket)
    except OrderRefused:
        return "refused"
    return "placed"


def deciding(approvers):
    """Have so many approvers answer one request at once, every other one with a no."""
    firm = kit.company()
    people = [kit.approver(firm, f"A{number}") for number in range(approvers)]
    kit.rule(firm)
    request = kit.submitted(Client(), kit.person(firm, "Buyer"))
    calls = [
        partial(_decide, request, user, is_approved=bool(number % 2)) for number, user in enumerate(people)
    ]
    answers = at_once(calls)
    request.refresh_from_db()
    orders = Order.objects.filter(company=firm).count()
    return {
        "taken": answers.count("taken"),
        "late": answers.count("late"),
        "consistent": orders == int(request.state == PurchaseRequest.State.ORDERED),
    }


def _decide(request, user, *, is_approved):
    answer = Answer(is_approved=is_approved, comment="" if is_approved else "No")
    try:
        decide(request, answer, by=user)
    except PurchaseRequestError:
        return "late"
    return "taken"


def submitting(clicks):
    """Press "Submit for approval" so many times at once."""
    firm = kit.company()
    kit.approver(firm)
    kit.rule(firm)
    browser = Client()
    browser.force_login(kit.person(firm))
    sent = walk_to_review(browser, ProductFactory(price="24.00"))
    clients = [Client() for _click in range(clicks)]
    for client in clients:
        client.cookies = browser.cookies.copy()
    landed = at_once([partial(_click, client, sent) for client in clients])
    found = {"requests": PurchaseRequest.objects.count(), "landed": len(set(landed))}
    connection.close()
    return found


def _click(client, sent):
    response = client.post(url("preview"), sent)
    return getattr(response, "url", response.status_code)
