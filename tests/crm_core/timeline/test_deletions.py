"""Wishes to be forgotten, as the customer's record and timeline hear of them."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.template.loader import render_to_string
from django.utils import timezone

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.services import identify
from shop.events.models import Delivery
from shop.events.services import replay
from shop.order.models import Order
from shop.privacy.services import erase_account, request_deletion, withdraw_deletion
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):
    """Do something that publishes and have it delivered twice without an error."""

    def delivered(action):
        with django_capture_on_commit_callbacks(execute=True):
            result = action()
        with django_capture_on_commit_callbacks(execute=True):
            replay(Delivery.objects.all())
        assert list(Delivery.objects.filter(done_at=None).values_list("subscriber", "error")) == []
        return result

    return delivered


@pytest.fixture
def mei():
    user = UserFactory(email="mei@example.com", first_name="Mei", last_name="Lin")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def timeline(customer):
    entries = customer.timeline_entries.exclude(kind="mail.written").order_by("pk")
    return list(entries.values_list("kind", flat=True))


def keys(customer):
    return sorted(customer.identifiers.values_list("kind", flat=True))


def test_staff_see_that_somebody_wants_to_be_forgotten_and_stays(mei, deliver):
    now = timezone.now()
    deliver(lambda: request_deletion(mei, now=now))
    deliver(lambda: withdraw_deletion(mei, now=now))

    customer = identify(user=mei)
    assert timeline(customer) == ["account.deletion_requested", "account.deletion_withdrawn"]
    words = render_to_string(
        "crm_core/timeline/kinds/account_deletion.html",
        {"entry": customer.timeline_entries.get(kind="account.deletion_requested")},
    )
    assert words.strip().startswith("Requested deletion of the account; due on ")


def test_an_ended_account_leaves_a_record_without_a_name(mei, deliver):
    order = deliver(lambda: OrderFactory(user=mei))
    request = deliver(lambda: request_deletion(mei, now=timezone.now()))
    Order.objects.update(status="Complete", paid_at=timezone.now())  # what is open delays it
    deliver(lambda: erase_account(request, now=request.due_at))

    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.phone, keys(customer)) == ("", "", "", ["user"])
    assert customer.customer_orders.get().order == order
    assert customer.orders_count == 1
    assert timeline(customer) == ["order.placed", "account.deletion_requested", "account.deleted"]


def test_an_unconfirmed_account_erases_nobody_elses_record(deliver):
    lead = CustomerFactory(email="mara@example.com", name="Mara Lindt")
    stranger = UserFactory(email="mara@example.com")
    request = deliver(lambda: request_deletion(stranger, now=timezone.now() - timedelta(days=15)))
    deliver(lambda: erase_account(request, now=timezone.now()))

    lead.refresh_from_db()
    assert (lead.name, lead.email, keys(lead)) == ("Mara Lindt", "mara@example.com", ["email", "user"])
    assert timeline(lead)[-1] == "account.deleted"


def test_a_record_that_two_accounts_lead_to_loses_the_address_and_its_name_is_left_to_a_person(mei, deliver):
    customer = identify(user=mei)
    other = UserFactory()
    CustomerIdentifier.objects.create(customer=customer, kind="user", value=str(other.pk))
    request = deliver(lambda: request_deletion(mei, now=timezone.now()))
    deliver(lambda: erase_account(request, now=request.due_at))

    customer.refresh_from_db()
    assert (customer.name, customer.email) == ("Mei Lin", "")
