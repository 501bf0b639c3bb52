"""A customer, somebody who may order for them, something to order."""

import pytest
from django.urls import reverse

from crm_core.customers.services import identify
from crm_core.order_entry import drafts
from crm_core.order_entry.addresses import address_of, choices_for, place_of
from crm_core.order_entry.buyers import purchaser_of, strategy_for
from shop.configuration.models import MoneySettings
from shop.configuration.queries import STORED
from tests.crm_core.factories import staff_with
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory

RIGHTS = ("customers.view_customer", "order_entry.enter_orderdraft", "order.view_order")
ADDRESS = {
    "country": "DE",
    "first_name": "Mara",
    "last_name": "Lindt",
    "line1": "Hafenweg 3",
    "postcode": "20457",
    "line4": "Hamburg",
}


@pytest.fixture
def _shop(site):
    CountryFactory()
    MoneySettings.objects.update_or_create(
        pk=1, defaults={"account_holder": "Kiln", "iban": "DE89370400440532013000"}
    )
    STORED.clear()


@pytest.fixture
def bowl(db):
    return ProductFactory(title="Tide bowl", price="20.00", num_in_stock=10, upc="4006381333931")


@pytest.fixture
def colleague(db):
    return staff_with(*RIGHTS)


@pytest.fixture
def customer(db):
    """A person with an account."""
    user = UserFactory(email="mara@example.com", first_name="Mara", last_name="Lindt", language="zh-hans")
    return identify(user=user)


@pytest.fixture
def guest(db):
    """Somebody without an account."""
    return identify(email="jo@example.com", name="Jo Beck", language="zh-hant")


@pytest.fixture
def write_draft(_shop, colleague):
    """Call it to get a draft with goods (product: pieces), an address and a payment."""

    def write(customer, goods, *, by=None, payment="bank-transfer", **answers):
        draft = drafts.start_draft(customer, by or colleague)
        drafts.keep_answers(draft, {"ship_to": "new", "address": ADDRESS, "payment": payment, **answers})
        for product, pieces in goods.items():
            drafts.add_product(draft, product.pk, quantity=pieces, strategy=strategy_of(draft))
        return drafts.open_draft_of(customer, by or colleague)

    return write


def strategy_of(draft):
    purchaser = purchaser_of(draft)
    address = address_of(draft, choices_for(draft, purchaser))
    return strategy_for(purchaser, place_of(draft, address))


@pytest.fixture
def strategy():
    return strategy_of


@pytest.fixture
def enter(client, _shop, colleague):
    """Call it to send the draft's page of a customer with a button and what is typed."""
    client.force_login(colleague)

    def send(customer, do="save", **typed):
        return client.post(
            reverse("order_entry", args=[customer.pk]), {"do": do, "channel": "phone", **typed}
        )

    return send
