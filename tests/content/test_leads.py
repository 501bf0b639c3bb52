"""Forms that make leads: which entries, and what their fields tell."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from content.leads import capture_entry, country_code
from content.models import FormEntry
from content.services import SubmittedEntry, submit_entry
from crm_core.leads.models import Lead, LeadSource
from tests.content.factories import make_form
from tests.shop.factories import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
QUESTIONS = (
    {"label": "Who are you", "field_type": "singleline", "tells": "name"},
    {"label": "Mail", "field_type": "email"},
    {"label": "Ring us", "field_type": "singleline", "tells": "phone"},
    {"label": "Firm", "field_type": "singleline", "tells": "company_name"},
    {"label": "Where", "field_type": "singleline", "tells": "country"},
    {"label": "People", "field_type": "number", "tells": "company_size"},
    {"label": "Piece", "field_type": "singleline", "tells": "product"},
    {"label": "Message", "field_type": "multiline"},
)
ANSWERS = {
    "who_are_you": "Ann Ray",
    "ring_us": "+49 30 1234567",
    "firm": "Harbour Kitchens",
    "where": "Deutschland",
    "people": "120",
    "piece": "KC-1",
    "message": "Forty vases, please.",
}


def write(*, email="Ann@Example.com", ticked="", number="1", **form):
    form = make_form(*QUESTIONS, **{"makes_leads": "always", **form})
    labels = {field.clean_name: field.label for field in form.form_fields.all()}
    sent = SubmittedEntry(
        answers=ANSWERS, labels=labels, copy_number=number, email=email, consent_text=ticked
    )
    return FormEntry.objects.select_related("form").get(pk=submit_entry(form, sent, now=timezone.now()).pk)


def test_an_entry_becomes_a_lead_with_all_that_it_tells():
    product = ProductFactory(upc="KC-1")
    lead = capture_entry(write())
    assert (lead.customer.name, lead.customer.email, lead.customer.phone) == (
        "Ann Ray",
        "ann@example.com",
        "+49301234567",
    )
    assert (lead.company_name, lead.country, lead.wants) == (
        "Harbour Kitchens",
        "DE",
        "Forty vases, please.",
    )
    assert list(lead.products.all()) == [product]
    source = LeadSource.objects.get()
    assert source.written["company_size"] == "120"
    assert source.written["answers"]["Firm"] == "Harbour Kitchens"
    assert FormEntry.objects.get().customer == lead.customer


def test_the_same_person_writing_twice_is_one_lead_with_two_facts():
    first, second = capture_entry(write()), capture_entry(write(email="ANN@example.COM", number="2"))
    assert first == second
    assert LeadSource.objects.count() == 2


@pytest.mark.parametrize(
    ("form", "ticked", "number"),
    [
        ({"makes_leads": "never"}, "", 0),
        ({"makes_leads": "consent", "consent": "optional", "consent_text": "Yes"}, "", 0),
        ({"makes_leads": "consent", "consent": "optional", "consent_text": "Yes"}, "Yes", 1),
    ],
)
def test_only_entries_that_the_form_wants_are_leads(form, ticked, number):
    capture_entry(write(ticked=ticked, **form))
    assert Lead.objects.count() == number


def test_an_entry_that_names_nobody_stays_an_entry():
    entry = write(email="")
    FormEntry.objects.update(answers={"message": "Hello"})
    entry.refresh_from_db()
    assert capture_entry(entry) is None
    assert not Lead.objects.exists()


def test_a_form_cannot_go_by_a_consent_that_it_does_not_ask_for():
    form = make_form(*QUESTIONS)
    form.makes_leads = "consent"
    with pytest.raises(ValidationError) as refused:
        form.clean()
    assert list(refused.value.message_dict) == ["makes_leads"]


@pytest.mark.parametrize(
    ("text", "code"), [("de", "DE"), ("Germany", "DE"), ("中国", "CN"), ("Nowhere", ""), ("", "")]
)
def test_a_country_is_read_by_code_and_name(text, code):
    assert country_code(text) == code
