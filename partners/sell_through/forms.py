"""What partners type about their reports."""

from collections.abc import Sequence
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from partners.sell_through.models import Kind, ReportingPeriod
from partners.sell_through.reading import BadReportError, Cells, Sheet, read_report
from shop.uploads.fields import TableField
from shop.uploads.limits import LIST_BYTES

MOST_CELL = 500


class UploadForm(forms.Form):
    """A file with a period and what it tells."""

    kind = forms.ChoiceField(label=_("What the file tells"), choices=Kind.choices)
    period = forms.ModelChoiceField(
        label=_("Period"), queryset=ReportingPeriod.objects.none(), empty_label=None
    )
    file = TableField(
        label=_("File"),
        most_bytes=LIST_BYTES,
        help_text=_("CSV or XLSX with the headings of our template."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def __init__(self, *args: object, periods: Sequence[ReportingPeriod], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen = ReportingPeriod.objects.filter(pk__in=[one.pk for one in periods])
        cast("forms.ModelChoiceField", self.fields["period"]).queryset = chosen

    def clean(self) -> dict[str, object]:
        """Hold the file against the template of its kind."""
        cleaned = super().clean() or {}
        if cleaned.get("file") and cleaned.get("kind"):
            try:
                cleaned["sheet"] = read_report(cleaned["file"], cleaned["kind"])
            except BadReportError as error:
                self.add_error("file", str(error))
        return cleaned

    @property
    def sheet(self) -> Sheet:
        """The rows of the file; of a valid form only."""
        return cast("Sheet", self.cleaned_data["sheet"])


def typed_cells(posted: QueryDict) -> tuple[dict[int, Cells], set[int]]:
    """Return the cells that were typed by row (`cell-<row>-<column>`), and the rows to leave out (`drop`)."""
    changes: dict[int, Cells] = {}
    for key, value in posted.items():
        start, _dash, rest = key.partition("-")
        number, _dash, column = rest.partition("-")
        if start == "cell" and number.isdecimal() and len(number) < 8:  # noqa: PLR2004 - no file has as many
            changes.setdefault(int(number), {})[column] = str(value).replace("\x00", "")[:MOST_CELL]
    dropped = {int(number) for number in posted.getlist("drop") if number.isdecimal() and len(number) < 8}  # noqa: PLR2004
    return changes, dropped


def typed_meanings(posted: QueryDict) -> dict[str, str]:
    """Return what the partner's numbers were said to be: their number -> ours.

    A button `map-<place>` says it for the number at that place (from 1), a field for its own.
    """
    skus, numbers = posted.getlist("sku"), posted.getlist("means")
    for key, value in posted.items():
        start, _dash, place = key.partition("-")
        if start == "map" and place.isdecimal() and 0 < int(place[:6]) <= len(numbers):
            numbers[int(place[:6]) - 1] = str(value)
    typed = (
        (sku, number.replace("\x00", "").strip()[:100]) for sku, number in zip(skus, numbers, strict=False)
    )
    return {sku[:100]: number for sku, number in typed if number and sku}


class TokenForm(forms.Form):
    """A name for an upload key."""

    name = forms.CharField(
        label=_("Name of the system"), max_length=60, help_text=_("So that you recognise the key later.")
    )
