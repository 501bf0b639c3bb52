"""The list and page of abandoned baskets: whose are seen, what is said."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.office import recovery_of
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
RIGHTS = ("customers.view_customer", "abandoned_baskets.view_abandonedbasket", "order.view_order")


@pytest.fixture
def rep(db):
    return rep_with(*RIGHTS)


def spell(customer, **facts):
    now = timezone.now()
    basket = BasketFactory(owner=None, lines=[ProductFactory(title="Tide bowl")])
    facts = {"abandoned_at": now, "quiet_since": now - timedelta(hours=5), "currency": "EUR", **facts}
    return AbandonedBasket.objects.create(basket=basket, customer=customer, **facts)


@pytest.fixture
def spells(rep):
    mine = spell(CustomerFactory(name="Mara Lindt", owner=rep), value="120.50", pieces=3)
    theirs = spell(CustomerFactory(name="Jo Beck", owner=rep_with(*RIGHTS)))
    return mine, theirs, spell(None)


def test_a_rep_sees_those_of_their_own_customers(client, rep, spells):
    client.force_login(rep)

    page = client.get(reverse("abandoned_baskets:index"))

    assert ("Mara Lindt" in page.text, "€120.50" in page.text, "Jo Beck" in page.text) == (True, True, False)
    found = [client.get(reverse("abandoned_baskets:inspect", args=[each.pk])).status_code for each in spells]
    assert found == [200, 404, 404]


def test_who_sees_all_sees_those_of_nobody_too(client, spells):
    client.force_login(staff_with(*RIGHTS))

    page = client.get(reverse("abandoned_baskets:index"))

    assert [name in page.text for name in ("Mara Lindt", "Jo Beck", "Guest")] == [True, True, True]


def test_the_page_tells_what_is_in_it_and_what_happened(client, rep, spells):
    AbandonedBasket.objects.filter(pk=spells[0].pk).update(
        reminded_at=timezone.now(), outcome="ordered", is_recovered=True
    )
    client.force_login(rep)

    page = client.get(reverse("abandoned_baskets:inspect", args=[spells[0].pk]))

    assert ("Tide bowl" in page.text, "recovered" in page.text, "Reminded" in page.text) == (True, True, True)


def test_the_customers_page_leads_to_it(client, rep, spells):
    client.force_login(rep)

    page = client.get(reverse("customers:inspect", args=[spells[0].customer_id]))

    assert reverse("abandoned_baskets:inspect", args=[spells[0].pk]) in page.text


def test_the_customer_list_is_narrowed_to_whose_basket_waits(client, spells):
    ended = spell(CustomerFactory(name="Ada Roth"), outcome="ordered")
    client.force_login(staff_with(*RIGHTS))
    names = {}
    for asked in ("true", "false"):
        page = client.get(f"{reverse('customers:index')}?basket_abandoned={asked}")
        emails = (spells[0].customer.email, ended.customer.email)
        names[asked] = [email in page.text for email in emails]
    assert names == {"true": [True, False], "false": [False, True]}


def test_what_was_recovered_is_counted_of_those_that_one_sees(rep, spells):
    for each in spells[:2]:
        order = OrderFactory()
        AbandonedBasket.objects.filter(pk=each.pk).update(order=order, is_recovered=True, outcome="ordered")

    assert recovery_of(rep).note == "1 basket within thirty days"
    assert recovery_of(staff_with(*RIGHTS)).note == "2 baskets within thirty days"


def test_nobody_without_the_right_sees_the_list(client, db):
    client.force_login(staff_with("customers.view_customer"))

    assert client.get(reverse("abandoned_baskets:index")).status_code == 403
