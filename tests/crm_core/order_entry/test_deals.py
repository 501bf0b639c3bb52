"""An order written from a deal wins that deal, once, and no other."""

import pytest
from django.urls import reverse

from crm_core.order_entry.calculation import calculate
from crm_core.order_entry.deals import order_url, source_of
from crm_core.order_entry.placing import place
from crm_core.pipeline.models import DealOrder
from crm_core.pipeline.services import NewLine, lose_deal
from shop.events.tasks import deliver_due
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.crm_core.pipeline.factories import deal, first_pipelines, price_reason
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db
SELL = ("customers.view_customer", "order_entry.enter_orderdraft", "pipeline.view_deal")


@pytest.fixture(autouse=True)
def _pipelines(db):
    first_pipelines()


def state(held):
    held.refresh_from_db()
    return held.state


def place_from(draft):
    return place(draft, by=draft.by, seen=calculate(draft).fingerprint)


def test_the_page_of_an_open_deal_leads_to_its_order(client, customer, bowl, site):
    line = NewLine(product=bowl, quantity=2)
    held = deal(customer=customer, lines=[line, line, NewLine(product=ProductFactory(), quantity=1)])
    other = held.lines.last().product_id
    seller = staff_with(*SELL)
    entry = reverse("order_entry", args=[customer.pk])
    url = f"{entry}?line={bowl.pk}%3A4&line={other}%3A1&source=deal%3A{held.pk}"
    client.force_login(seller)
    page = reverse("deals:inspect", args=[held.pk])

    assert order_url(held, seller) == url
    assert url.replace("&", "&amp;") in client.get(page).content.decode()
    assert order_url(held, staff_with(SELL[0], SELL[2])) == ""
    lose_deal(held, price_reason(), by=None)
    assert "Order for the customer" not in client.get(page).content.decode()


def test_the_order_wins_the_deal_it_was_written_from_once(write_draft, customer, bowl):
    meant = deal(customer=customer, title="Lobby")
    likely = deal(customer=customer, title="Bowls", lines=[NewLine(product=bowl, quantity=2)])
    draft = write_draft(customer, {bowl: 2}, source=source_of(meant))
    for _click in range(2):
        order = place_from(draft)
    deliver_due()  # the buyer's act finds it linked

    assert (state(meant), state(likely)) == ("won", "open")
    assert list(DealOrder.objects.values_list("deal", "order", "has_won")) == [(meant.pk, order.pk, True)]


@pytest.mark.parametrize("of", ["another customer", "lost", "nonsense"])
def test_a_source_that_is_not_this_customers_open_deal_wins_nothing(write_draft, customer, bowl, of):
    held = deal(customer=CustomerFactory() if of == "another customer" else customer)
    if of == "lost":
        lose_deal(held, price_reason(), by=None)
    before = state(held)
    source = "deal:9e9" if of == "nonsense" else source_of(held)
    order = place_from(write_draft(customer, {bowl: 1}, source=source))

    assert (state(held), DealOrder.objects.count(), order.pk > 0) == (before, 0, True)


def test_whoever_sees_not_the_deals_account_wins_it_not(write_draft, customer, bowl):
    company = CustomerFactory(name="Harbour Kitchens")
    rep = rep_with(*SELL)
    customer.owner = rep
    customer.save()
    held = deal(customer=company, contact=customer)
    place_from(write_draft(customer, {bowl: 1}, by=rep, source=source_of(held)))

    assert (state(held), DealOrder.objects.count()) == ("open", 0)
