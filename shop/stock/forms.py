"""What people in a warehouse type."""

from typing import Any

from django import forms
from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from oscar.apps.address.models import Country
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.countries import AnyCountryField, CountryField
from shop.partner.models import StockRecord
from shop.spreadsheets.csv_rows import ENCODINGS
from shop.stock.lines import InvalidLinesError, read_lines
from shop.stock.models import StockLevel, StockMovement, Warehouse
from shop.stock.weekdays import WeekdaysField
from shop.uploads.fields import TableField

Kind = StockMovement.Kind
ROWS = {"rows": 8, "spellcheck": "false", "placeholder": "KC-0012 4\nKC-0015 12"}


class LinesField(forms.CharField):
    """SKUs and numbers, one a line, as they come from a spreadsheet or a scanner."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Products and quantities"))
        kwargs.setdefault(
            "help_text",
            _("One product per line: its SKU, then the quantity. You can paste from a spreadsheet."),
        )
        super().__init__(widget=forms.Textarea(attrs=ROWS), **kwargs)


class LinesForm(forms.Form):
    """A form with lines; `pieces` holds the number of pieces by stock record once it is valid."""

    lines = LinesField()
    pieces: dict[StockRecord, int]

    def seller_id(self) -> int | None:
        """Name the seller whose SKUs these are; None: everybody's."""
        return None

    def clean(self) -> dict[str, object]:
        """Find the products; each line that cannot be read is named with its reason."""
        cleaned = super().clean() or {}
        self.pieces = {}
        if "lines" in cleaned:
            try:
                self.pieces = read_lines(cleaned["lines"], seller_id=self.seller_id())
            except InvalidLinesError as error:
                self.add_error("lines", forms.ValidationError(error.problems))
        return cleaned


class ReceiveForm(LinesForm):
    """A delivery that arrived."""

    warehouse: ModelChoiceField = forms.ModelChoiceField(Warehouse.objects.all(), label=_("Warehouse"))
    reference = forms.CharField(label=_("Delivery note"), max_length=64, required=False)
    field_order = ["warehouse", "reference", "lines"]

    def seller_id(self) -> int | None:
        """Take the warehouse's seller."""
        place = self.cleaned_data.get("warehouse")
        return place.seller_id if place else None


class TransferForm(LinesForm):
    """A transfer that is being drafted."""

    source: ModelChoiceField = forms.ModelChoiceField(
        Warehouse.objects.all(), label=pgettext_lazy("warehouse", "From")
    )
    destination: ModelChoiceField = forms.ModelChoiceField(
        Warehouse.objects.all(), label=pgettext_lazy("warehouse", "To")
    )
    note = forms.CharField(label=pgettext_lazy("on a paper", "Note"), max_length=255, required=False)
    field_order = ["source", "destination", "note", "lines"]

    def seller_id(self) -> int | None:
        """Take the source's seller."""
        place = self.cleaned_data.get("source")
        return place.seller_id if place else None

    def clean(self) -> dict[str, object]:
        """Refuse a way that leads nowhere."""
        cleaned = super().clean()
        source, destination = self.cleaned_data.get("source"), self.cleaned_data.get("destination")
        if source and destination and source == destination:
            self.add_error("destination", _("Choose a different warehouse from the first one."))
        elif source and destination and source.seller_id != destination.seller_id:
            self.add_error("destination", _("This warehouse belongs to another supplier."))
        return cleaned


class CountForm(forms.Form):
    """A stocktake that begins."""

    warehouse: ModelChoiceField = forms.ModelChoiceField(Warehouse.objects.all(), label=_("Warehouse"))
    bin_location = forms.CharField(
        label=_("Bin location"),
        max_length=40,
        required=False,
        help_text=_("Start of the bin location; leave empty for the whole warehouse."),
    )
    note = forms.CharField(label=pgettext_lazy("on a paper", "Note"), max_length=255, required=False)


class SourcingForm(LinesForm):
    """An order that is only imagined."""

    country = CountryField(label=_("Country"))
    postcode = forms.CharField(label=_("Postcode"), max_length=16, required=False)
    field_order = ["country", "postcode", "lines"]


class BinForm(forms.ModelForm):
    """Where on the shelves a product lies."""

    class Meta:
        model = StockLevel
        fields = ["bin_location"]

    def clean_bin_location(self) -> str:
        """Write it without spaces around."""
        place: str = self.cleaned_data["bin_location"]
        return place.strip()


class MovementForm(forms.Form):
    """Pieces that come or go by hand."""

    KINDS = [
        (Kind.RECEIPT.value, _("Received")),
        (Kind.ADJUSTMENT.value, _("Adjust by (negative reduces)")),
        (Kind.COUNT.value, _("Counted quantity")),
        (Kind.DAMAGE.value, _("Damaged or lost")),
    ]
    kind = forms.ChoiceField(label=_("Type of movement"), choices=KINDS)
    number = forms.IntegerField(label=_("Units"), min_value=-1_000_000, max_value=1_000_000)
    reason = forms.CharField(label=_("Reason or delivery note"), max_length=64, required=False)

    def clean(self) -> dict[str, object]:
        """Ask for a reason where pieces vanish or appear, and for a number that fits."""
        cleaned = super().clean() or {}
        kind, number = cleaned.get("kind"), cleaned.get("number")
        if number is not None and number < 0 and kind != Kind.ADJUSTMENT:
            self.add_error(
                "number", _("Only an adjustment can reduce stock; enter the number without a minus.")
            )
        if number == 0 and kind != Kind.COUNT:
            self.add_error("number", _("At least one unit has to be added or removed."))
        if kind in {Kind.ADJUSTMENT, Kind.DAMAGE} and not cleaned.get("reason"):
            self.add_error("reason", _("Please give a reason."))
        return cleaned


class PolicyForm(forms.ModelForm):
    """What happens when none is left, and when somebody is told that few are."""

    class Meta:
        model = StockRecord
        fields = ["policy", "backorder_cap", "promise_date", "low_stock_threshold"]
        widgets = {"promise_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        labels = {"low_stock_threshold": _("Low stock threshold")}

    def clean(self) -> dict[str, object]:
        """Refuse a day for what is not sold beyond the stock."""
        cleaned = super().clean() or {}
        if cleaned.get("policy") == StockRecord.Policy.NONE and cleaned.get("promise_date"):
            self.add_error("promise_date", _("First choose what happens when out of stock."))
        return cleaned


class WarehouseForm(WagtailAdminModelForm):
    """A warehouse; its code stays once pieces lie there, as files name it."""

    working_days = WeekdaysField()
    country = AnyCountryField(queryset=Country.objects.all(), required=False, label=_("Country"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("pickup_lead_days", "pickup_transfer_days"):
            if name in self.fields:
                self.fields[name].required = False
        self.fields["cutoff_time"].help_text = _(
            "Orders placed before this time ship on the same working day. It is the time of day in the "
            "warehouse's own time zone."
        )

    def clean(self) -> dict[str, object]:
        """Keep the days of a pickup as they are where nothing was typed."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        for name in ("pickup_lead_days", "pickup_transfer_days"):
            if name in self.fields and cleaned.get(name) is None and name not in self.errors:
                cleaned[name] = getattr(self.instance, name)
        return cleaned

    def clean_serves(self) -> str:
        """Take commas and small letters too."""
        return " ".join(str(self.cleaned_data["serves"]).replace(",", " ").upper().split())


class ImportForm(forms.Form):
    """A file of stock."""

    file = TableField(label=_("CSV or XLSX file"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        choices=[("", _("UTF-8, or as the file says")), *ENCODINGS.items()],
        required=False,
        help_text=_("Only for a CSV file that was not saved as UTF-8."),
    )
