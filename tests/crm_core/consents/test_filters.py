"""The filters of the customer list say of everybody what `may_send` says of each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from crm_core.consents.addresses import key_of
from crm_core.consents.filters import is_suppressed, may_be_reached
from crm_core.consents.purposes import Channel
from crm_core.consents.queries import may_send
from crm_core.consents.services import object_to_all, record, suppress
from crm_core.customers.merging.services import merge_customers
from crm_core.customers.models import Customer
from tests.crm_core.factories import CustomerFactory, staff_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def person(name, *, also="", kind="person"):
    customer = CustomerFactory(name=name, email=f"{name}@example.com", kind=kind)
    if also:
        customer.identifiers.create(kind="email", value=f"{also}@example.com")
    return customer


def say(name, granted, days, purpose="newsletter"):
    at = NOW - timedelta(days=days)
    record(purpose=purpose, granted=granted, source="form", email=f"{name}@example.com", at=at)


def people():
    """Make one of each kind and return the name of each with all addresses."""
    person("never")
    person("yes")
    say("yes", granted=True, days=9)
    person("withdrew")
    say("withdrew", granted=True, days=9)
    say("withdrew", granted=False, days=1)
    person("again")
    say("again", granted=False, days=9)
    say("again", granted=True, days=1)
    person("other", also="other.purpose")
    say("other", granted=True, days=1, purpose="surveys")
    person("bounced")
    say("bounced", granted=True, days=1)
    suppress(key_of(email="bounced@example.com"), reason="bounced")
    person("objector", also="objector.work")
    say("objector.work", granted=True, days=9)
    object_to_all(key_of(email="objector@example.com"), source="preferences")
    person("second", also="second.work")
    say("second", granted=False, days=9)
    say("second.work", granted=True, days=1)
    person("contrary", also="contrary.work")
    say("contrary", granted=False, days=1)
    say("contrary.work", granted=True, days=9)
    person("bypost")
    say("bypost", granted=True, days=9)
    object_to_all(key_of(customer=Customer.objects.get(name="bypost")), source="staff")
    office = person("office", also="colleague", kind="company")
    say("colleague", granted=True, days=9)
    object_to_all(key_of(email="office@example.com"), source="preferences")
    kept, gone = person("kept"), person("gone")
    say("gone", granted=False, days=9)
    say("kept", granted=True, days=1)
    merge_customers(kept, gone, by=None)
    return office


def test_who_may_get_mails_is_whom_may_send_lets_through():
    people()
    said = {}
    for customer in Customer.objects.all():
        addresses = customer.identifiers.filter(kind="email").values_list("value", flat=True)
        said[customer.name] = any(may_send("newsletter", email=address) for address in addresses)
    found = set(Customer.objects.filter(may_be_reached("newsletter")).values_list("name", flat=True))

    assert found == {name for name, may in said.items() if may}
    assert found == {"yes", "again", "second", "office"}
    others = set(Customer.objects.filter(~may_be_reached("newsletter")).values_list("name", flat=True))
    assert others == set(said) - found
    suppressed = set(Customer.objects.filter(is_suppressed()).values_list("name", flat=True))
    assert suppressed == {"bounced", "objector", "office"}


def reachable(name, number, *, kind="person"):
    customer = person(name, kind=kind)
    customer.identifiers.create(kind="phone", value=phone(number))
    return customer


def phone(number):
    return f"+491512000{number:04}"


def by_other_ways(channel):
    """Make one of each kind with address, number and record, and their answers on a channel."""

    def answer(days, *, granted=True, **whom):
        at = NOW - timedelta(days=days)
        record(purpose="newsletter", channel=channel, granted=granted, source="form", at=at, **whom)

    reachable("never", 1)
    answer(9, email=reachable("yes", 2).email)
    reachable("number", 3)
    answer(9, phone=phone(3))
    answer(9, customer=reachable("record", 4))
    answer(9, email=reachable("withdrew", 5).email)
    answer(1, phone=phone(5), granted=False)
    again = reachable("again", 6)
    answer(9, customer=again, granted=False)
    answer(1, email=again.email)
    reachable("bymail", 7)
    say("bymail", granted=True, days=9)
    answer(9, email=reachable("stopped", 8).email)
    suppress(key_of(phone=phone(8)), reason="bounced")
    answer(9, email=reachable("objector", 9).email)
    object_to_all(key_of(phone=phone(9)), source="preferences")
    reachable("office", 10, kind="company")
    answer(9, phone=phone(10))
    answer(9, email=reachable("desk", 11, kind="company").email)
    kept, gone = reachable("kept", 12), reachable("gone", 13)
    answer(9, customer=gone, granted=False)
    answer(1, email=kept.email)
    merge_customers(kept, gone, by=None)


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.SMS, Channel.POST])
def test_who_may_be_reached_otherwise_is_whom_may_send_lets_through(channel):
    by_other_ways(channel)
    said = {}
    for customer in Customer.objects.all():
        numbers = customer.identifiers.filter(kind="phone").values_list("value", flat=True)
        whom = [{"customer": customer}] if channel == Channel.POST else [{"phone": each} for each in numbers]
        said[customer.name] = any(may_send("newsletter", channel=channel, **each) for each in whom)
    found = set(Customer.objects.filter(may_be_reached("newsletter", channel)).values_list("name", flat=True))

    assert found == {name for name, may in said.items() if may}
    last = "stopped" if channel == Channel.POST else "office"
    assert found == {"yes", "number", "record", "again", last}
    others = Customer.objects.filter(~may_be_reached("newsletter", channel))
    assert set(others.values_list("name", flat=True)) == set(said) - found


def test_the_list_filters_by_the_channel(client):
    reachable("yes", 1)
    record(purpose="newsletter", channel="phone", granted=True, source="form", phone=phone(1))
    client.force_login(staff_with("customers.view_customer", "consents.view_consent"))
    found = {}
    for asked in ("newsletter", "newsletter:phone", "newsletter:sms"):
        page = client.get(f"{reverse('customers:index')}?may_get={asked}").content.decode()
        found[asked] = "yes@example.com" in page
    assert found == {"newsletter": False, "newsletter:phone": True, "newsletter:sms": False}


def test_the_list_filters_by_consent_for_who_may_see_consents(client):
    person("yes")
    say("yes", granted=True, days=1)
    person("never")
    address = reverse("customers:index")
    names = {}
    for rights in (("consents.view_consent",), ()):
        client.force_login(staff_with("customers.view_customer", *rights))
        for query in ("may_get=newsletter", "may_not_get=newsletter", "is_suppressed=true"):
            page = client.get(f"{address}?{query}").content.decode()
            names[bool(rights), query] = [name for name in ("yes", "never") if f"{name}@example.com" in page]
    assert names == {
        (True, "may_get=newsletter"): ["yes"],
        (True, "may_not_get=newsletter"): ["never"],
        (True, "is_suppressed=true"): [],
        **{(False, query): ["yes", "never"] for _rights, query in names if not _rights},
    }


def test_no_consent_is_read_from_front_to_back():
    people()
    condition = str(Customer.objects.filter(may_be_reached("newsletter")).order_by("-pk")[:50].explain())
    scans = [line for line in condition.splitlines() if "SCAN" in line]
    assert connection.vendor != "sqlite" or [line for line in scans if "consents" in line] == []
