"""What people type who pack."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from shop.form_options import FormData
from shop.fulfilment.carrying import carriers_in_use
from shop.fulfilment.models import Parcel, Shipment, ShipmentLine
from shop.fulfilment.moving import Person
from shop.fulfilment.services import add_parcel

HEAVIEST = 1000


class ParcelForm(forms.Form):
    """One parcel: a carrier of ours or another by its name, its number, link and weight."""

    carrier = forms.ChoiceField(label=_("Carrier"), required=False)
    carrier_name = forms.CharField(label=_("Other carrier"), max_length=80, required=False)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80, required=False)
    tracking_url = forms.URLField(
        label=_("Tracking link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Empty: the carrier's own link."),
    )
    weight = forms.DecimalField(
        label=_("Weight (kg)"),
        max_digits=7,
        decimal_places=3,
        required=False,
        validators=[MinValueValidator(0.001), MaxValueValidator(HEAVIEST)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(account.code, account.name) for account in carriers_in_use()]
        self.fields["carrier"].choices = [("", _("another one")), *choices]  # type: ignore[attr-defined]

    def save(self, shipment: Shipment, *, by: Person) -> Parcel:
        """Add the parcel."""
        return add_parcel(shipment, **self.cleaned_data, by=by)


class SplitForm(forms.Form):
    """How many pieces of each line stay in a shipment."""

    def __init__(self, *args: Any, shipment: Shipment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in shipment.lines.select_related("line").order_by("pk"):
            self.fields[f"keep-{row.pk}"] = forms.IntegerField(
                label=row.line.title, min_value=0, max_value=row.quantity, initial=row.quantity
            )

    @property
    def pieces(self) -> dict[int, int]:
        """How many stay, by the key of the shipment's line."""
        return {int(name.removeprefix("keep-")): number for name, number in self.cleaned_data.items()}


class ContentsForm(forms.Form):
    """How many pieces of each line lie in a parcel."""

    def __init__(self, data: FormData | None = None, *, parcel: Parcel, rows: Sequence[ShipmentLine]) -> None:
        super().__init__(data, prefix=f"parcel-{parcel.pk}")
        self.parcel_id = parcel.pk
        held = {each.row_id: each.quantity for each in parcel.lines.all()}
        for row in rows:
            here = held.get(row.pk, 0)
            self.fields[f"row-{row.pk}"] = forms.IntegerField(
                label=row.line.description,
                min_value=0,
                max_value=row.quantity - row.boxed + here,
                initial=here,
            )

    @property
    def pieces(self) -> dict[int, int]:
        """How many lie in it, by the key of the shipment's line."""
        return {int(name.removeprefix("row-")): number for name, number in self.cleaned_data.items()}


class DeliveredForm(forms.Form):
    """When a shipment arrived; empty: now."""

    at = forms.DateTimeField(
        label=_("Delivered on"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
