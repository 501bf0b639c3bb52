from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from crm_core.consents.addresses import UnknownAddressError, key_of
from crm_core.consents.models import Consent, ConsentNote, ConsentSubject, ConsentText, Suppression
from crm_core.consents.queries import latest_consents, may_send, subject_of
from crm_core.consents.services import ObjectedError, erase, lift, object_to_all, record, suppress
from crm_core.customers.merging.services import merge_customers, unmerge_customers
from shop.events.models import Event
from tests.crm_core.factories import CustomerFactory, staff_with

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"


def agree(email=ADA, *, purpose="newsletter", source="form", **facts):
    return record(purpose=purpose, granted=True, source=source, email=email, **facts)


def refuse(email=ADA, *, purpose="newsletter", source="one_click", **facts):
    return record(purpose=purpose, granted=False, source=source, email=email, **facts)


def test_nobody_is_written_to_who_has_not_agreed_to_just_that():
    agree()

    assert may_send("newsletter", email="ADA@Example.com").is_allowed
    assert may_send("surveys", email=ADA).reason == "no_consent"
    assert may_send("newsletter", email="bea@example.com").reason == "no_consent"
    assert may_send("newsletter", email=ADA, channel="sms").reason == "no_consent"
    assert may_send("newsletter", email="no address").reason == "bad_address"
    with pytest.raises(KeyError):
        may_send("spam", email=ADA)


def test_what_is_asked_for_needs_no_consent_and_ends_all_the_same():
    assert may_send("stock-alerts", email=ADA).is_allowed
    refuse(purpose="stock-alerts")
    assert may_send("stock-alerts", email=ADA).reason == "withdrawn"
    agree(purpose="stock-alerts", source="request")
    assert may_send("stock-alerts", email=ADA).is_allowed


def test_an_entry_is_its_own_proof():
    staff = staff_with()
    entry = agree(source="staff", text="We may write.", language="en", by=staff, reason="Asked at the fair")

    assert (entry.text.text, entry.text.language, len(entry.text.version)) == ("We may write.", "en", 12)
    assert (entry.source, entry.by, entry.note.text) == ("staff", staff, "Asked at the fair")
    assert ADA not in str(list(Consent.objects.values())) + str(list(ConsentText.objects.values()))
    assert Event.objects.get(name="ConsentRecorded").payload == {
        "subject_id": entry.subject_id,
        "consent_id": entry.pk,
    }


def test_said_again_the_first_one_stands():
    first = agree(text="A")
    assert agree(text="A") == first
    assert agree(text="B") != first
    no = refuse()
    assert refuse(source="preferences") == no
    assert Consent.objects.count() == 3


def test_what_was_said_later_holds_whenever_it_is_written():
    now = timezone.now()
    refuse(at=now)
    agree(source="import", at=now - timedelta(days=400))

    assert may_send("newsletter", email=ADA).reason == "withdrawn"


@pytest.mark.parametrize("table", ["consents_consent", "consents_consenttext"])
def test_the_database_keeps_every_row(table):
    agree(text="We may write.")

    for statement in (f"UPDATE {table} SET language = 'xx'", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
            connection.cursor().execute(statement)
    assert may_send("newsletter", email=ADA).is_allowed


def test_a_subject_cannot_be_pointed_at_somebody_else():
    agree()
    subject = ConsentSubject.objects.get()

    for change in ({"digest": "0" * 64}, {"kind": "phone"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsentSubject.objects.filter(pk=subject.pk).update(**change)
    ConsentSubject.objects.filter(pk=subject.pk).update(value="")


def test_stopping_everything_holds_for_purposes_to_come_until_they_agree_again():
    agree()
    object_to_all(key_of(email=ADA), source="preferences")

    assert may_send("newsletter", email=ADA).reason == "objected"
    assert may_send("stock-alerts", email=ADA).reason == "objected"
    with pytest.raises(ObjectedError):
        agree(source="import")
    with pytest.raises(ObjectedError):
        agree(source="staff")
    agree(source="preferences", at=timezone.now() + timedelta(seconds=1))
    assert may_send("newsletter", email=ADA).is_allowed
    assert may_send("surveys", email=ADA).reason == "objected"


def test_neither_staff_nor_an_import_goes_around_a_no_by_another_address():
    customer = CustomerFactory(email=ADA)
    customer.identifiers.create(kind="email", value="work@example.com")
    refuse(purpose="surveys")
    with pytest.raises(ObjectedError):
        agree("work@example.com", purpose="surveys", source="import")
    agree("work@example.com", purpose="surveys", source="import", at=timezone.now())
    object_to_all(key_of(email=ADA), source="one_click")
    for source in ("staff", "import"):
        with pytest.raises(ObjectedError):
            agree("work@example.com", source=source, at=timezone.now())
    assert may_send("newsletter", email="work@example.com").reason == "objected"


def test_an_import_writes_no_yes_over_a_no_unless_it_says_when():
    refuse()
    with pytest.raises(ObjectedError):
        agree(source="import")
    assert may_send("newsletter", email=ADA).reason == "withdrawn"
    agree(source="import", at=timezone.now())
    assert may_send("newsletter", email=ADA).is_allowed


def test_a_suppressed_address_gets_nothing_whatever_it_agreed_to():
    agree()
    row = suppress(key_of(email=ADA), reason=Suppression.Reason.BOUNCED)
    assert suppress(key_of(email=ADA), reason=Suppression.Reason.BOUNCED) == row

    assert may_send("newsletter", email=ADA).reason == "bounced"
    staff = staff_with()
    assert lift(row, by=staff, note="Mailbox is back")
    assert not lift(row, by=staff, note="again")
    assert may_send("newsletter", email=ADA).is_allowed


def test_a_refusal_by_one_address_holds_for_the_others_of_a_customer():
    now = timezone.now()
    customer = CustomerFactory(email=ADA)
    customer.identifiers.create(kind="email", value="work@example.com")
    agree("work@example.com", at=now - timedelta(days=2))
    assert may_send("newsletter", email=ADA).reason == "no_consent"

    refuse(at=now - timedelta(days=1))
    assert may_send("newsletter", email="work@example.com").reason == "withdrawn"
    agree("work@example.com", source="preferences", at=now)
    assert may_send("newsletter", email="work@example.com").is_allowed
    assert may_send("newsletter", email=ADA).reason == "withdrawn"


def test_people_of_a_company_speak_for_themselves():
    office = CustomerFactory(email=ADA, kind="company")
    office.identifiers.create(kind="email", value="bea@example.com")
    agree("bea@example.com", at=timezone.now() - timedelta(days=2))
    object_to_all(key_of(email=ADA), source="preferences")

    assert may_send("newsletter", email="bea@example.com").is_allowed


def _merged_with(said):
    """Merge who refused long ago, by `said`, with who agreed after that, and return both with the merge."""
    now = timezone.now()
    first, second = CustomerFactory(email=ADA), CustomerFactory(email="a.l@example.com")
    said(now - timedelta(days=9))
    agree("a.l@example.com", at=now - timedelta(days=1))
    assert may_send("newsletter", email="a.l@example.com").is_allowed
    return first, second


REFUSALS = {
    "refused": lambda at: refuse(at=at),
    "objected": lambda at: object_to_all(key_of(email=ADA), source="preferences", at=at),
    "complained": lambda at: suppress(key_of(email=ADA), reason="complained", at=at),
}


@pytest.mark.parametrize("said", list(REFUSALS.values()), ids=list(REFUSALS))
@pytest.mark.parametrize("who_stays", ["refused", "agreed"])
def test_no_merge_loses_a_refusal_and_undone_it_leaves_none_behind(said, who_stays):
    first, second = _merged_with(said)
    survivor, merged = (first, second) if who_stays == "refused" else (second, first)

    merge = merge_customers(survivor, merged, by=None)
    assert not may_send("newsletter", email="a.l@example.com").is_allowed
    assert not may_send("newsletter", email=ADA).is_allowed
    before = Consent.objects.count()

    unmerge_customers(merge, by=None)
    assert may_send("newsletter", email="a.l@example.com").is_allowed
    assert not may_send("newsletter", email=ADA).is_allowed
    assert Consent.objects.count() == before


def test_who_agrees_after_the_merge_is_written_to():
    first, second = _merged_with(REFUSALS["objected"])
    merge_customers(first, second, by=None)
    agree("a.l@example.com", source="preferences", at=timezone.now() + timedelta(seconds=1))

    assert may_send("newsletter", email="a.l@example.com").is_allowed
    assert not may_send("newsletter", email=ADA).is_allowed


def test_a_later_merge_with_somebody_else_takes_no_consent_back():
    first, second = _merged_with(REFUSALS["refused"])
    merge_customers(first, second, by=None)
    agree("a.l@example.com", source="preferences", at=timezone.now() + timedelta(seconds=1))
    third = CustomerFactory()
    merge_customers(third, first, by=None)

    assert may_send("newsletter", email="a.l@example.com").is_allowed


def test_by_post_and_phone_the_customer_is_reached_whatever_address_said_so():
    customer = CustomerFactory(email=ADA)
    customer.identifiers.create(kind="phone", value="+493012345678")
    agree(channel="phone")

    assert may_send("newsletter", phone="+49 30 12345678", channel="phone").is_allowed
    assert may_send("newsletter", customer=customer, channel="post").reason == "no_consent"
    record(purpose="newsletter", granted=True, source="staff", customer=customer, channel="post")
    assert may_send("newsletter", customer=customer, channel="post").is_allowed
    other = CustomerFactory()
    merge_customers(other, customer, by=None)
    assert may_send("newsletter", customer=other, channel="post").is_allowed


def test_erased_addresses_are_forgotten_and_what_they_refused_is_not():
    staff = staff_with()
    agree(source="staff", by=staff, reason="Ada told me")
    object_to_all(key_of(email="bea@example.com"), source="staff", by=staff, reason="Bea was angry")

    assert erase([key_of(email=ADA), key_of(email="bea@example.com"), key_of(email="c@example.com")]) == 2

    kept = [model.objects.all() for model in (Consent, ConsentText, ConsentSubject, Suppression, ConsentNote)]
    told = str([list(rows.values()) for rows in kept])
    assert [word for word in ("ada", "Ada", "bea", "Bea", "angry") if word in told] == []
    assert may_send("newsletter", email=ADA).reason == "withdrawn"
    assert may_send("stock-alerts", email="bea@example.com").reason == "objected"
    with pytest.raises(ObjectedError):
        agree("bea@example.com", source="import")


def test_an_address_is_known_by_a_former_secret(settings):
    object_to_all(key_of(email=ADA), source="preferences")
    erase([key_of(email=ADA)])
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

    assert may_send("stock-alerts", email=ADA).reason == "objected"
    refuse(purpose="surveys")
    assert subject_of(key_of(email=ADA)) == ConsentSubject.objects.get()


def test_about_nobody_nothing_is_written():
    with pytest.raises(UnknownAddressError):
        refuse("nobody")
    with pytest.raises(KeyError):
        refuse(purpose="spam")
    assert not ConsentSubject.objects.exists()


def test_what_holds_is_the_latest_of_each_purpose_and_channel():
    agree()
    no = refuse()
    yes = agree(purpose="surveys", channel="sms")

    subject = ConsentSubject.objects.get()
    assert latest_consents(subject) == {("newsletter", "email"): no, ("surveys", "sms"): yes}
