"""The top of the customer page: what is open and what to do next, each with its reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.customers.attention import OPEN_ITEMS, OpenSource, open_items, suggestions
from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order, identify
from shop.order.models import Order
from shop.reviews.services import write_review
from tests.crm_core.factories import CompanyFactory, CustomerFactory, staff_with
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
RIGHTS = ("customers.view_customer", "order.view_order", "reviews.change_productreview")


def fresh(customer):
    return Customer.objects.get(pk=customer.pk)


def opened(customer, *rights):
    return [(str(item.label), item.tone) for item in open_items(fresh(customer), staff_with(*rights))]


def proposed(customer, *rights):
    return [str(idea.label) for idea in suggestions(fresh(customer), staff_with(*rights))]


def test_unpaid_and_unsent_orders_are_open_and_late_ones_are_chased():
    order = OrderFactory(number="K-1")
    customer = attach_order(order)
    assert opened(customer, *RIGHTS) == [("Order K-1 is unpaid", "warn")]
    assert proposed(customer, *RIGHTS) == []

    Order.objects.update(date_placed=timezone.now() - timedelta(days=8))
    assert opened(customer, *RIGHTS) == [("Order K-1 is unpaid", "bad")]
    assert proposed(customer, *RIGHTS) == ["Remind them of the payment"]

    Order.objects.update(paid_at=timezone.now(), status="Paid")
    assert opened(customer, *RIGHTS) == [("Order K-1 is not shipped", "bad")]
    Order.objects.update(status="Cancelled")
    assert opened(customer, *RIGHTS) == []


def test_who_may_not_see_orders_reads_of_none():
    assert opened(attach_order(OrderFactory()), "customers.view_customer") == []


def test_a_company_account_answers_for_its_people():
    company = CompanyFactory()
    person = attach_order(OrderFactory(number="K-1"))
    Customer.objects.filter(pk=person.pk).update(company=company)
    account = CustomerFactory(kind="company", company=company)

    assert opened(account, *RIGHTS) == [("Order K-1 is unpaid", "warn")]


def test_a_basket_and_a_review_wait():
    user = UserFactory()
    customer = identify(user=user)
    basket = BasketFactory(owner=user, lines=[ProductFactory()])
    yesterday = timezone.now() - timedelta(days=1)
    AbandonedBasket.objects.create(
        basket=basket, customer=customer, quiet_since=yesterday, abandoned_at=yesterday, currency="EUR"
    )
    write_review(ProductFactory(), user=user, score=5, title="Good", body="Very")

    assert opened(customer, *RIGHTS) == [("Basket abandoned", "warn"), ("Review to read", "warn")]
    assert proposed(customer, *RIGHTS) == ["Ask about the basket"]


def test_a_good_customer_without_an_owner_or_a_word_is_cared_for():
    customer = CustomerFactory(stage="loyal")

    assert proposed(customer, *RIGHTS) == ["Get in touch"]
    assert proposed(customer, *RIGHTS, "customers.change_customer") == ["Get in touch", "Name an owner"]


def test_a_source_that_fails_is_left_out(monkeypatch):
    def broken(customer, user):
        raise ValueError("cracked")

    monkeypatch.setitem(OPEN_ITEMS._entries, "broken", OpenSource(name="broken", read=broken, order=1))

    assert opened(attach_order(OrderFactory(number="K-1")), *RIGHTS) == [("Order K-1 is unpaid", "warn")]
