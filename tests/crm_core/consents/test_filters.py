"""The filters of the customer list say of everybody what `may_send` says of each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from crm_core.consents.addresses import key_of
from crm_core.consents.filters import is_suppressed, may_get_mail
from crm_core.consents.queries import may_send
from crm_core.consents.reach import may_be_reached
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
    found = set(Customer.objects.filter(may_get_mail("newsletter")).values_list("name", flat=True))

    assert found == {name for name, may in said.items() if may}
    assert found == {"yes", "again", "second", "office"}
    others = set(Customer.objects.filter(~may_get_mail("newsletter")).values_list("name", flat=True))
    assert others == set(said) - found
    suppressed = set(Customer.objects.filter(is_suppressed()).values_list("name", flat=True))
    assert suppressed == {"bounced", "objector", "office"}


def called(name, *, number="", kind="person", **said):
    """Make somebody with a number who said so many days ago: yes (True) or no, by "phone", "mail", "record"."""
    customer = person(name, kind=kind)
    if number:
        customer.identifiers.create(kind="phone", value=number)
    keys = {
        "phone": {"phone": number},
        "mail": {"email": f"{name}@example.com"},
        "record": {"customer": customer},
    }
    for key, (granted, days) in said.items():
        for channel in ("phone", "post"):
            at = NOW - timedelta(days=days)
            record(purpose="newsletter", channel=channel, granted=granted, source="staff", at=at, **keys[key])
    return customer


@pytest.mark.parametrize("channel", ["phone", "sms", "post"])
def test_other_channels_are_what_may_send_says(channel):
    called("number", number="+4930123401", phone=(True, 5))
    called("bymail", number="+4930123402", mail=(True, 5))
    called("byrecord", number="+4930123403", record=(True, 5))
    called("nonumber", record=(True, 5))
    called("refused", number="+4930123404", phone=(False, 1), mail=(True, 5))
    called("again", number="+4930123405", phone=(False, 5), record=(True, 1))
    called("never", number="+4930123406")
    called("firm", number="+4930123407", kind="company", mail=(True, 5))
    called("firmnumber", number="+4930123408", kind="company", phone=(True, 5))
    called("firmrecord", kind="company", record=(True, 5))
    called("stopped", number="+4930123409", phone=(True, 5))
    suppress(key_of(phone="+4930123409"), reason="bounced")
    objector = called("objector", number="+4930123410", phone=(True, 5))
    object_to_all(key_of(customer=objector), source="staff")
    said = {}
    for customer in Customer.objects.all():
        numbers = customer.identifiers.filter(kind="phone").values_list("value", flat=True)
        keys = [{"customer": customer}] if channel == "post" else [{"phone": number} for number in numbers]
        said[customer.name] = any(may_send("newsletter", channel=channel, **key) for key in keys)

    found = set(Customer.objects.filter(may_be_reached("newsletter", channel)).values_list("name", flat=True))
    assert found == {name for name, may in said.items() if may}
    assert bool(found) == (channel != "sms")
    others = set(
        Customer.objects.filter(~may_be_reached("newsletter", channel)).values_list("name", flat=True)
    )
    assert others == set(said) - found


def test_the_list_filters_by_another_channel(client):
    called("yes", number="+4930123401", phone=(True, 5))
    called("never", number="+4930123402")
    client.force_login(staff_with("customers.view_customer", "consents.view_consent"))
    address = reverse("customers:index")
    for query, names in (("may_get", ["yes"]), ("may_not_get", ["never"])):
        page = client.get(f"{address}?{query}=newsletter:phone").content.decode()
        assert [name for name in ("yes", "never") if f"{name}@example.com" in page] == names


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
    condition = str(Customer.objects.filter(may_get_mail("newsletter")).order_by("-pk")[:50].explain())
    scans = [line for line in condition.splitlines() if "SCAN" in line]
    assert connection.vendor != "sqlite" or [line for line in scans if "consents" in line] == []
