"""Putting all customers that a list matches into a segment, or keeping them out."""

from collections.abc import Mapping, Sequence
from typing import Unpack, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_core.customers.bulk import select_customers
from crm_core.customers.models import Customer
from personalization.segments.forms import CHOICES
from personalization.segments.models import Segment, SegmentPick
from personalization.segments.services import write_picks
from personalization.segments.tasks import refresh
from shop.backoffice.bulk.registry import BULK_CHANGES, BulkChange
from shop.form_options import FormData, FormOptions
from shop.transactions import after_commit
from shop.user.models import User

CHANGE = "segments.change_segment"


class SegmentForm(forms.Form):
    """Which segment, and what to do."""

    segment: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Segment"), queryset=Segment.objects.filter(is_active=True).order_by("name", "pk")
    )
    choice = forms.ChoiceField(label=_("What to do"), choices=CHOICES, initial=SegmentPick.Choice.IN)

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        chosen = cast("forms.ModelChoiceField", self.fields["segment"])
        chosen.queryset = Segment.objects.filter(is_active=True).order_by("name", "pk")


def pick_all(customers: Sequence[Customer], user: User | None, values: Mapping[str, object]) -> int:
    """Write the picks of a batch; members follow in transactions of their own. Return how many changed."""
    segment, numbers = cast("Segment", values["segment"]), [customer.pk for customer in customers]
    changed = write_picks(segment, numbers, str(values["choice"]), by=user)
    after_commit(refresh.delay, segment.pk, numbers)
    return changed


BULK_CHANGES.register(
    BulkChange(
        name="segment",
        list_name="customers",
        label=_("Put into a segment"),
        permission=CHANGE,
        form_class=SegmentForm,
        select=select_customers,
        apply=pick_all,
    )
)
