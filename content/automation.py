"""What rules know of forms: one is sent, which it was, and what was written into it."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.models import Form, FormEntry
from content.services import link_entry
from crm_core.automation.facts import Facts, Value
from crm_core.automation.registry import FIELDS, SUBJECTS, TRIGGERS, Choice, Field, Kind, Subject, Trigger
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of


def _customer(entry: Model) -> Customer | None:
    customer = entry.customer if isinstance(entry, FormEntry) else None
    return survivor_of(customer) if customer is not None else None


def _link(entry: Model) -> None:
    """Note whose entry it is before the rule looks: the log may tell the rule of it first."""
    if isinstance(entry, FormEntry) and entry.customer is None:
        link_entry(entry)
        entry.refresh_from_db(fields=["customer", "order"])


SUBJECTS.register(
    Subject(
        name="form_entry",
        label=_("Form entry"),
        model=FormEntry,
        payload_field="entry_id",
        customer_of=_customer,
        prepare=_link,
        url=lambda entry: reverse("form_entries:inspect", args=[entry.pk]),
    )
)
for _place, (_name, _label, _begins) in enumerate(
    (
        ("FormSubmitted", _("a form is sent"), True),
        ("FormReplied", _("somebody answers a form entry"), False),
    )
):
    TRIGGERS.register(
        Trigger(
            name=_name, label=_label, subject="form_entry", begins=_begins, is_once=_begins, order=36 + _place
        )
    )


def _entry(facts: Facts) -> FormEntry:
    return facts.of("form_entry", FormEntry)


def _forms() -> Sequence[Choice]:
    return [(str(pk), title) for pk, title in Form.objects.order_by("title").values_list("pk", "title")]


def _form(facts: Facts) -> Value:
    return str(_entry(facts).form_id)


def _answers(facts: Facts) -> Value:
    return "\n".join(f"{label}: {answer}" for label, answer in _entry(facts).told) or None


def _language(facts: Facts) -> Value:
    return _entry(facts).language or None


def _languages() -> Sequence[Choice]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


FIELDS.register(
    Field(
        name="form_entry.form",
        label=_("Form that was sent"),
        phrase=_("the form that was sent"),
        kind=Kind.CHOICE,
        of="form_entry",
        read=_form,
        choices=_forms,
        order=60,
    )
)
FIELDS.register(
    Field(
        name="form_entry.answers",
        label=_("What was written into the form"),
        phrase=_("what was written into the form"),
        kind=Kind.TEXT,
        of="form_entry",
        read=_answers,
        order=61,
    )
)
FIELDS.register(
    Field(
        name="form_entry.language",
        label=_("Language of the form entry"),
        phrase=_("the language of the form entry"),
        kind=Kind.CHOICE,
        of="form_entry",
        read=_language,
        choices=_languages,
        order=62,
    )
)
