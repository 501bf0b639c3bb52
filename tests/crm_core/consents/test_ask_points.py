"""Where the shop asks: each box that is ticked leads to a question by mail, and each that is not to nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import FormEntry
from content.services import SubmittedEntry, submit_entry
from crm_core.consents.models import Consent, ConsentNote
from crm_core.consents.queries import may_send
from crm_core.consents.services import record
from shop.customer.alerts.subscribing import confirm_alert, create_alert, request_guest_alert
from shop.customer.models import ProductAlert
from shop.mail.models import Mail
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS
from shop.privacy.export import EXPORTERS
from shop.privacy.services import erase_account, request_deletion
from tests.content.factories import make_form
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"
PASSWORD = "a long way to the kiln"


def said():
    return list(Consent.objects.order_by("pk").values_list("purpose", "action", "source"))


@pytest.mark.parametrize(
    ("box", "expected"), [({"newsletter": "on"}, [("newsletter", "requested", "registration")]), ({}, [])]
)
@pytest.mark.parametrize("is_known", [False, True])
def test_registration(client, box, expected, is_known):
    if is_known:
        UserFactory(email=ADA)
    data = {"email": ADA, "password1": PASSWORD, "password2": PASSWORD, **box}
    assert client.post(reverse("account_signup"), data).status_code == 302
    assert said() == expected


@pytest.mark.parametrize(
    ("box", "expected"), [({"newsletter": "on"}, [("newsletter", "requested", "checkout")]), ({}, [])]
)
def test_checkout_of_a_guest(client, box, expected, site):
    product = ProductFactory()
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    page = client.get(reverse("checkout:index")).content.decode()
    assert 'name="newsletter"' in page
    assert "checked" not in page[page.index('name="newsletter"') :][:200]

    assert client.post(reverse("checkout:index"), {"email": ADA, **box}).status_code == 302
    assert said() == expected


def test_a_form_asks_for_its_own_purpose_in_the_words_that_were_read(site):
    form = make_form(consent="optional", consent_text="May we ask you?", consent_purpose="surveys")
    written = SubmittedEntry(
        answers={}, labels={}, copy_number="1", email=ADA, consent_text="May we ask you?"
    )
    for _click in range(2):
        submit_entry(form, written, now=timezone.now())

    (question,) = Consent.objects.select_related("text")
    assert (question.purpose, question.action, question.text.text, question.reference) == (
        "surveys",
        "requested",
        "May we ask you?",
        f"form-entry:{FormEntry.objects.get().pk}",
    )
    assert Mail.objects.filter(kind="consent-confirm").count() == 1


def test_asking_for_an_alert_is_the_consent_also_after_having_ended_them():
    user = UserFactory(email=ADA)
    record(purpose="stock-alerts", granted=False, source="one_click", email=ADA)
    create_alert(ProductFactory(), user=user)
    assert may_send("stock-alerts", email=ADA).is_allowed

    record(purpose="stock-alerts", granted=False, source="one_click", email="bea@example.com")
    request_guest_alert(ProductFactory(), email="bea@example.com", language="en")
    assert may_send("stock-alerts", email="bea@example.com").reason == "withdrawn"
    confirm_alert(ProductAlert.objects.get(user=None))
    assert may_send("stock-alerts", email="bea@example.com").is_allowed


def test_an_account_takes_its_ledger_along_and_leaves_no_address_behind():
    user = UserFactory(email=ADA)
    user.emailaddress_set.all().delete()
    user.emailaddress_set.create(email=ADA, verified=True, primary=True)
    record(purpose="newsletter", granted=True, source="form", email=ADA, text="Yes", language="en")
    record(purpose="newsletter", granted=True, source="form", email="bea@example.com")
    (row,) = EXPORTERS["consents"].read(user)
    assert (row["purpose"], row["decision"], row["text"], row["address"]) == (
        "newsletter",
        "granted",
        "Yes",
        ADA,
    )

    wish = request_deletion(user, now=timezone.now())
    erase_account(wish, now=wish.due_at)
    subjects = {entry.subject for entry in Consent.objects.select_related("subject")}
    assert {subject.value for subject in subjects} == {"", "bea@example.com"}
    assert may_send("newsletter", email=ADA).reason == "withdrawn"
    assert may_send("newsletter", email="bea@example.com").is_allowed


def test_a_guest_takes_their_answers_along_and_the_reasons_go():
    guest = CustomerFactory(email=ADA)
    record(purpose="newsletter", granted=True, source="form", email=ADA, text="Yes", language="en")
    record(
        purpose="newsletter",
        granted=True,
        source="staff",
        channel="post",
        customer=guest,
        reason="Ada Roth wrote on 3 May",
    )
    person = Person(emails={ADA}, customers={guest.pk})

    rows = list(EXPORTERS["consents"].read_person(person))
    assert {(row["channel"], row["address"], row["decision"]) for row in rows} == {
        ("email", ADA, "granted"),
        ("post", "", "granted"),
    }

    ERASERS["consents"].erase(person)
    assert not ConsentNote.objects.exists()
    assert may_send("newsletter", channel="post", customer=guest).reason == "withdrawn"
