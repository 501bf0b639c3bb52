"""What rules can start with and ask about segments."""

from django.utils.translation import gettext_lazy as _

from crm_core.automation.registry import FIELDS, TRIGGERS, Field, Kind, Trigger
from personalization.segments.fields import segment_choices

TRIGGERS.register(
    Trigger(name="SegmentEntered", label=_("a customer enters a segment"), subject="customer", order=7)
)
TRIGGERS.register(
    Trigger(name="SegmentLeft", label=_("a customer leaves a segment"), subject="customer", order=8)
)
FIELDS.register(
    Field(
        name="event.segment_id",
        label=_("Segment entered or left"),
        phrase=_("the segment entered or left"),
        kind=Kind.CHOICE,
        of="event",
        read=lambda facts: str(facts.event.get("segment_id", "")),
        choices=segment_choices,
        is_dated=True,
        events=frozenset({"SegmentEntered", "SegmentLeft"}),
    )
)
