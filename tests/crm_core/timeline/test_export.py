import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from crm_core.customers.models import CustomerIdentifier
from crm_core.customers.services import identify
from crm_core.timeline.export import customer_record
from crm_core.timeline.services import record
from shop.privacy.services import request_deletion
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei():
    user = UserFactory(email="mei@example.com", first_name="Mei", last_name="Lin")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def told(user):
    return [(row["kind"], row["facts"].get("number")) for row in customer_record(user)["happened"]]


def test_the_record_and_what_happened_to_it(mei, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        own, guest = OrderFactory(user=mei), OrderFactory(guest_email="Mei@example.com")
        request_deletion(mei, now=timezone.now())
    customer = identify(user=mei)
    record(customer, kind="note", occurred_at=timezone.now(), source="note:1", text="Likes celadon")

    found = customer_record(mei)

    assert found["email"] == "mei@example.com"
    assert told(mei) == [
        ("order.placed", own.number),
        ("order.placed", guest.number),
        ("account.deletion_requested", None),
    ]
    assert [row["text"] for row in found["conversations"]] == ["Likes celadon"]


def test_what_staff_wrote_is_left_out_where_somebody_else_may_be_meant(mei):
    customer = identify(user=mei)
    record(customer, kind="note", occurred_at=timezone.now(), source="note:1", text="Likes celadon")
    CustomerIdentifier.objects.create(customer=customer, kind="email", value="other@example.com")

    assert customer_record(mei)["conversations"] == []


def test_an_order_of_somebody_else_on_the_same_record_is_left_out(mei, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        own = OrderFactory(user=mei)
        foreign = OrderFactory(user=UserFactory())
    customer = identify(user=mei)
    foreign_entry = identify(order=foreign).timeline_entries.get(kind="order.placed")
    foreign_entry.customer = customer
    foreign_entry.save()

    assert told(mei) == [("order.placed", own.number)]


def test_an_address_that_was_never_confirmed_shows_nothing():
    CustomerFactory(email="mara@example.com")
    stranger = UserFactory(email="mara@example.com")
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=False, primary=True)
    identify(user=stranger)

    assert customer_record(stranger) == {}
