"""What the quick order's form carries: rows as typed, and rows to take over from a text or a file."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from shop.quick_order.parsing import (
    LONGEST_NUMBER,
    MOST_ROWS,
    RawRow,
    TooManyRowsError,
    rows_of_file,
    rows_of_text,
)
from shop.spreadsheets.errors import BadSpreadsheetError
from shop.uploads.fields import TableField
from shop.uploads.limits import LIST_BYTES

LONGEST_TEXT, LONGEST_QUANTITY = 200_000, 20


class RowsForm(forms.Form):
    """Rows from elsewhere: pasted, or in a file."""

    text = forms.CharField(
        label=gettext_lazy("Paste rows"),
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One product per line: number and quantity, with a tab, comma or space between."
        ),
    )
    file = TableField(
        label=gettext_lazy("Upload a file"),
        required=False,
        most_bytes=LIST_BYTES,
        help_text=gettext_lazy("CSV or XLSX with a number and a quantity in each row."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_text(self) -> list[RawRow]:
        """Read the rows."""
        try:
            return rows_of_text(self.cleaned_data["text"] or "")
        except TooManyRowsError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_file(self) -> list[RawRow]:
        """Read the rows."""
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is None:
            return []
        try:
            rows = rows_of_file(upload)
        except (BadSpreadsheetError, TooManyRowsError) as error:
            raise forms.ValidationError(str(error)) from error
        if not rows:
            raise forms.ValidationError(_("No rows were found in this file."))
        return rows


@dataclass(frozen=True, kw_only=True)
class Change:
    """A button of one row: take another number or quantity for it, or take it out."""

    kind: str
    place: int
    value: str


def typed_rows(posted: QueryDict) -> list[RawRow]:
    """Return the rows of the form, changed as the button that was pressed says; no empty ones."""
    numbers, quantities = posted.getlist("number"), posted.getlist("quantity")
    change = _change(posted)
    rows = []
    for place, (number, quantity) in enumerate(zip(numbers, quantities, strict=False)):
        if change is not None and change.place == place:
            if change.kind == "drop":
                continue
            number = change.value if change.kind == "choose" else number  # noqa: PLW2901 - the button's
            quantity = change.value if change.kind == "set" else quantity  # noqa: PLW2901
        number = number.replace("\x00", "").strip()[:LONGEST_NUMBER]  # noqa: PLW2901
        if number:
            rows.append(RawRow(number=number, quantity=quantity.strip()[:LONGEST_QUANTITY] or "1"))
    return rows[:MOST_ROWS]


def _change(posted: QueryDict) -> Change | None:
    for kind in ("choose", "set", "drop"):
        place, _colon, value = posted.get(kind, "").partition(":")
        if place.isdigit() and len(place) < 5:  # noqa: PLR2004 - no more rows than that
            return Change(kind=kind, place=int(place), value=value)
    return None


def form_token(request: HttpRequest) -> UUID | None:
    """Return the token that the form was given; None without a valid one."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return None


def all_rows(form: forms.Form, typed: list[RawRow]) -> list[RawRow]:
    """Put typed, pasted and uploaded rows together. Raises TooManyRowsError."""
    rows = [*typed, *form.cleaned_data["text"], *form.cleaned_data["file"]]
    if len(rows) > MOST_ROWS:
        raise TooManyRowsError(_("At most %(most)d rows at once.") % {"most": MOST_ROWS})
    return rows
