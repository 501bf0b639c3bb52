from importlib import import_module

import pytest
from django.apps import apps

from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order, identify
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory, ShippingAddressFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_names_of_before_are_put_in_their_order_and_no_others():
    address = ShippingAddressFactory(first_name="淑芬", last_name="王")
    bought = attach_order(OrderFactory(shipping_address=address))
    typed = attach_order(OrderFactory(guest_email="b@example.com", shipping_address=address))
    has_account = identify(user=UserFactory(first_name="太郎", last_name="山田"))
    names = {bought: "淑芬 王", typed: "王 女士", has_account: "太郎 山田", CustomerFactory(): "淑芬 王"}
    for customer, name in names.items():
        Customer.objects.filter(pk=customer.pk).update(name=name)

    import_module("crm_core.customers.migrations.0003_names_in_their_order").put_names_in_order(apps, None)

    for customer in names:
        customer.refresh_from_db()
    assert [customer.name for customer in names] == ["王淑芬", "王 女士", "山田太郎", "淑芬 王"]
