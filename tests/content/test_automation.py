"""Rules start by forms and read what was written into them."""

import pytest
from django.utils import timezone

from content.models import FormEntry
from content.services import SubmittedEntry, submit_entry
from crm_core.automation.models import RuleRun
from crm_core.profile.models import CustomerTag
from tests.content.factories import make_form
from tests.crm_core.automation import rules
from tests.crm_core.factories import CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
QUESTION = {"label": "Message", "field_type": "multiline"}


@pytest.mark.parametrize(
    ("is_same_form", "message", "tags"),
    [(True, "Forty vases, please", ["done"]), (True, "Hello", []), (False, "Forty vases, please", [])],
    ids=["this form and word", "another word", "another form"],
)
def test_a_rule_hears_of_a_form_and_reads_it(is_same_form, message, tags):
    mara = CustomerFactory(email="mara@example.com")
    form = make_form(QUESTION)
    other = make_form(QUESTION)
    rules.rule(
        trigger=("event", "FormSubmitted"),
        conditions={
            "all": [
                {"field": "form_entry.form", "is": "one_of", "value": [str(form.pk)]},
                {"field": "form_entry.answers", "is": "contains", "value": "vases"},
            ]
        },
    )
    sent = SubmittedEntry(
        answers={"message": message}, labels={"message": "Message"}, copy_number="1", email="Mara@example.com"
    )
    submit_entry(form if is_same_form else other, sent, now=timezone.now())
    rules.work()

    found = CustomerTag.objects.filter(customer=mara)
    assert list(found.values_list("tag__name", flat=True)) == tags


def test_a_strangers_entry_runs_without_a_customer():
    form = make_form(QUESTION)
    rules.rule(trigger=("event", "FormSubmitted"))
    sent = SubmittedEntry(
        answers={"message": "Hi"}, labels={"message": "Message"}, copy_number="1", email="new@example.com"
    )
    submit_entry(form, sent, now=timezone.now())
    rules.work()

    assert FormEntry.objects.get().customer is None
    assert [run.customer for run in RuleRun.objects.all()] == [None]
    assert not CustomerTag.objects.exists()
