import pytest
from django.urls import reverse

from crm_core.consents.addresses import key_of
from crm_core.consents.models import Consent, Suppression
from crm_core.consents.queries import may_send
from crm_core.consents.services import object_to_all, record, suppress
from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.timeline.models import TimelineEntry
from shop.audit.models import AuditEntry
from shop.events.tasks import deliver_due
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"
SEES = ("customers.view_customer", "consents.view_consent")
TOLD = {
    "address": f"email:{ADA}",
    "purpose": "newsletter",
    "channel": "email",
    "decision": "granted",
    "reason": "By phone, 3 May",
}


@pytest.fixture
def customer():
    return CustomerFactory(email=ADA)


def ledger_of(customer):
    return reverse("customer_consents", args=[customer.pk])


def test_the_customer_page_shows_what_holds_to_who_may_see_it(client, customer):
    record(purpose="newsletter", granted=True, source="form", email=ADA)
    suppress(key_of(email=ADA), reason="bounced")
    page = reverse("customers:inspect", args=[customer.pk])

    client.force_login(staff_with("customers.view_customer"))
    assert "Only transactional" not in client.get(page).content.decode()
    client.force_login(staff_with(*SEES))
    shown = client.get(page).content.decode()
    assert ("Only" in shown, "Newsletter" in shown, ledger_of(customer) in shown) == (True, True, True)


def test_the_ledger_shows_each_entry_with_its_proof(client, customer):
    staff = staff_with(*SEES)
    record(purpose="surveys", granted=True, source="form", email=ADA, text="May we ask?", language="en")
    record(purpose="newsletter", granted=False, source="staff", email=ADA, by=staff, reason="On the phone")
    client.force_login(staff)

    shown = client.get(ledger_of(customer)).content.decode()
    for words in ("May we ask?", "On the phone", "entered by staff", str(staff)):
        assert words in shown
    assert client.post(ledger_of(customer), TOLD).status_code == 403
    assert Consent.objects.count() == 2


def test_staff_enter_what_they_were_told_with_a_reason(client, customer):
    staff = staff_with(*SEES, "consents.add_consent")
    client.force_login(staff)

    assert client.post(ledger_of(customer), TOLD).status_code == 302
    entry = Consent.objects.get()
    assert (entry.source, entry.by, entry.note.text) == ("staff", staff, "By phone, 3 May")
    told = AuditEntry.objects.get(action="consent_changed")
    assert (told.actor_id, told.customer_id) == (staff.pk, customer.pk)
    assert told.detail == {"decision": "granted", "purpose": "newsletter", "channel": "email"}
    assert may_send("newsletter", email=ADA).is_allowed
    client.post(ledger_of(customer), {**TOLD, "decision": "objected"})
    assert may_send("stock-alerts", email=ADA).reason == "objected"
    refused = client.post(ledger_of(customer), TOLD)
    assert (refused.status_code, "has objected" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"address": "email:other@example.com"},
        {"channel": "site"},
        {"purpose": "basket-reminders", "channel": "post"},
        {"address": "customer:{pk}"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(client, customer, wrong):
    client.force_login(staff_with(*SEES, "consents.add_consent"))
    data = {**TOLD, **{name: value.format(pk=customer.pk) for name, value in wrong.items()}}

    assert client.post(ledger_of(customer), data).status_code == 422
    assert not Consent.objects.exists()


def test_suppressions_are_added_found_and_lifted_with_a_reason(client):
    seer = staff_with("consents.view_suppression")
    client.force_login(seer)
    assert client.post(reverse("suppression_add"), {"email": ADA, "note": "Asked"}).status_code == 403
    client.force_login(staff_with(*(f"consents.{name}_suppression" for name in ("view", "add", "change"))))

    assert client.post(reverse("suppression_add"), {"email": ADA, "note": ""}).status_code == 422
    client.post(reverse("suppression_add"), {"email": ADA, "note": "Asked"})
    row = Suppression.objects.get()
    listed = [client.get(reverse("suppressions:index"), {"q": q}).content.decode() for q in ("ADA@", "bea")]
    assert [ADA in page for page in listed] == [True, False]
    lift = reverse("suppression_lift", args=[row.pk])
    client.force_login(seer)
    assert client.post(lift, {"note": "x"}).status_code == 403
    client.force_login(staff_with("consents.view_suppression", "consents.change_suppression"))
    client.post(lift, {"note": ""})
    assert Suppression.objects.get().lifted_at is None
    client.post(lift, {"note": "Wants it again"})
    assert Suppression.objects.get().lift_note == "Wants it again"
    assert client.get(lift).status_code == 302


def test_what_was_said_stands_on_the_timeline_and_goes_home_with_its_address(customer):
    other = CustomerFactory(email="bea@example.com")
    merge = merge_customers(customer, other, by=None)
    record(purpose="newsletter", granted=True, source="form", email="bea@example.com")
    object_to_all(key_of(email="bea@example.com"), source="preferences")
    object_to_all(key_of(email="nobody@example.com"), source="preferences")
    suppress(key_of(email=ADA), reason="bounced")
    deliver_due()
    told = TimelineEntry.objects.filter(kind__startswith="consent.")
    assert sorted(told.values_list("kind", "customer")) == [
        ("consent.granted", customer.pk),
        ("consent.objected", customer.pk),
        ("consent.suppressed", customer.pk),
        ("consent.suppressed", customer.pk),
    ]

    unmerge_customers(merge, by=None)
    assert sorted(told.values_list("kind", "customer")) == [
        ("consent.granted", other.pk),
        ("consent.objected", other.pk),
        *sorted([("consent.suppressed", customer.pk), ("consent.suppressed", other.pk)]),
    ]


def test_a_colleagues_customer_has_no_ledger_for_a_representative(client, customer):
    client.force_login(rep_with(*SEES, "consents.add_consent"))

    assert client.get(ledger_of(customer)).status_code == 404
    assert client.post(ledger_of(customer), TOLD).status_code == 404
    assert not Consent.objects.exists()
