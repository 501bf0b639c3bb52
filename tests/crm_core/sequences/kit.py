"""Sequences of mails to whoever agreed to them."""

from datetime import UTC, datetime

from crm_core.consents.services import record
from crm_core.sequences.models import Sequence, SequenceStep
from crm_core.timeline.models import MailTemplate
from tests.crm_core.factories import CustomerFactory, staff_with

#: Monday, half past ten.
MONDAY = datetime(2026, 6, 8, 10, 30, tzinfo=UTC)
PURPOSE = "personal-offers"


def template(name="Hello", subject="Hello {name}", text="Dear {name}, this is {me}."):
    made, _is_new = MailTemplate.objects.get_or_create(
        name=name, defaults={"subject_en": subject, "text_en": text, "subject": subject, "text": text}
    )
    return made


def sequence(*steps, name="Welcome", **facts):
    """A sequence of steps: ("mail", days), ("wait", days), ("activity", days)."""
    values = {"state": "active", "purpose": PURPOSE, "sender": staff_with("customers.view_customer")}
    made = Sequence.objects.create(name=name, **{**values, **facts})
    for place, (kind, days, *rest) in enumerate(steps or [("mail", 0)]):
        SequenceStep.objects.create(
            sequence=made,
            position=place,
            kind=kind,
            days=days,
            template=template(*rest) if kind == "mail" else None,
            subject="Call {name}" if kind == "activity" else "",
        )
    return made


def reader(*, agrees=True, **facts):
    """A customer, who agreed to be written to in May."""
    customer = CustomerFactory(**facts)
    if agrees:
        record(
            purpose=PURPOSE,
            granted=True,
            source="form",
            email=customer.email,
            at=datetime(2026, 5, 1, tzinfo=UTC),
        )
    return customer


def at(day, hour=9, minute=0):
    """A moment of June 2026, which begins on a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)
