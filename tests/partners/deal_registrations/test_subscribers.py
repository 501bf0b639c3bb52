"""What follows from orders and registrations, delivered as often as it may be."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.timeline.models import TimelineEntry
from partners.deal_registrations.decisions import extend, give_back, reject
from partners.deal_registrations.models import DealRegistration, PartyKey
from partners.deal_registrations.services import write_message
from partners.deal_registrations.tasks import index_companies_without_keys, look_after_registrations
from shop.b2b.models import Company
from shop.events.tasks import deliver_due
from shop.mail.models import Mail
from shop.order.services import cancel_order
from tests.crm_core.factories import CompanyFactory, staff_with
from tests.partners.deal_registrations.factories import approved, fresh, partner, submitted
from tests.shop.factories import OrderFactory, StaffFactory

NOW = timezone.now


def mails():
    deliver_due()
    deliver_due()
    return sorted(Mail.objects.filter(kind__startswith="registration-").values_list("kind", flat=True))


def told(registration):
    rows = TimelineEntry.objects.filter(kind="deal_registration", data__registration_id=registration.pk)
    return {entry.data["what"] for entry in rows}


def test_submitted_and_approved_are_mailed_and_told_on_both_timelines():
    registration = approved()

    assert mails() == ["registration-approved", "registration-received"]
    assert told(registration) == {"submitted", "approved"}
    company = registration.account.company
    customers = {identify(company=company).pk, fresh(registration).deal.customer_id}
    entries = TimelineEntry.objects.filter(kind="deal_registration", data__what="approved")
    assert set(entries.values_list("customer", flat=True)) == customers


def test_mail_never_says_whom_it_collides_with():
    submitted(customer_name="Harbour Hotel Secret Name", vat_id="DE136695976")
    second = submitted(vat_id="DE136695976", customer_name="Another")
    reject(second, answer="It is registered already.", by=StaffFactory(), now=NOW())
    mails()

    mail = Mail.objects.get(kind="registration-rejected")
    assert "It is registered already." in mail.text
    assert "Secret" not in mail.text + mail.subject


@pytest.mark.parametrize(
    ("do", "kind"),
    [
        (lambda one: give_back(one, answer="Which?", by=StaffFactory(), now=NOW()), "returned"),
        (lambda one: write_message(one, text="Hello", by=StaffFactory(), from_partner=False), "message"),
    ],
)
def test_partner_is_written_to(do, kind):
    do(submitted())

    assert f"registration-{kind}" in mails()


def test_extension_is_mailed():
    registration = approved()
    until = registration.protected_until + timedelta(days=9)
    extend(registration, until=until, by=StaffFactory(), now=NOW())

    assert "registration-extended" in mails()


def test_message_of_a_partner_goes_to_who_reviews_else_to_who_may_decide():
    may = staff_with("deal_registrations.decide_dealregistration")
    staff_with("deal_registrations.view_dealregistration")
    registration = submitted()
    write_message(registration, text="Any news?", by=registration.created_by, from_partner=True)

    mails()
    assert [mail.to for mail in Mail.objects.filter(kind="registration-asked")] == [may.email]


def test_order_wins_and_its_cancellation_opens_again_by_themselves():
    registration = approved()
    order = OrderFactory(guest_email="chef@harbour-hotel.example")
    assert "registration-won" in mails()
    assert fresh(registration).state == "won"

    cancel_order(order)
    mails()
    assert fresh(registration).state == "approved"
    assert {"won", "reopened"} <= told(registration)


def test_late_answer_is_reminded_of_once_and_protection_expires():
    may = staff_with("deal_registrations.decide_dealregistration")
    late, over = submitted(), approved(customer_name="Lodge", contact_email="a@lodge.example")
    DealRegistration.objects.filter(pk=late.pk).update(answer_due_at=NOW() - timedelta(hours=1))
    DealRegistration.objects.filter(pk=over.pk).update(protected_until=NOW() - timedelta(hours=1))

    look_after_registrations()
    look_after_registrations()

    assert mails().count("registration-late") == 1
    assert Mail.objects.get(kind="registration-late").to == may.email
    assert "registration-expired" in mails()
    assert fresh(over).state == "expired"


def test_mail_is_in_the_partners_language():
    user = partner()
    user.language = "zh-hant"
    user.save()
    submitted(user)
    mails()

    assert Mail.objects.get(kind="registration-received").language == "zh-hant"


def test_task_indexes_what_was_missed():
    Company.objects.bulk_create([Company(name="Harbour Hotel", vat_id="DE136695976", path="/99/")])
    assert not PartyKey.objects.exists()

    index_companies_without_keys()

    assert PartyKey.objects.exists()


def test_command_indexes_all_there_are(capsys):
    CompanyFactory()
    call_command("index_conflict_keys")

    assert "1 companies" in capsys.readouterr().out
