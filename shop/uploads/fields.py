"""Form fields for files. A form that takes a file uses one of these; a test looks for any that does not."""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from shop.spreadsheets.cells import Unusable
from shop.spreadsheets.errors import BadSpreadsheetError
from shop.spreadsheets.reading import table_rows
from shop.uploads.documents import clean_document
from shop.uploads.errors import RefusedUploadError
from shop.uploads.limits import DOCUMENT_BYTES, LONGEST_SIDE, PICTURE_BYTES, TABLE_BYTES
from shop.uploads.pictures import check_bytes, clean_picture, safe_stem

PICTURE_TYPES = "image/jpeg,image/png,image/webp,image/avif,image/gif"


class CleanedUploadField(ABC, forms.FileField):
    """A file field whose value has passed the gate."""

    @abstractmethod
    def clean_upload(self, upload: UploadedFile) -> File:
        """Return the file to keep. Raises RefusedUploadError."""

    def to_python(self, data: File | None) -> File | None:
        """Refuse, in words, what the gate refuses."""
        upload = forms.FileField.to_python(self, data)
        if upload is None:
            return None
        return clean_or_validation_error(upload, self.clean_upload)


def clean_or_validation_error(upload: Any, gate: Callable[[UploadedFile], File]) -> Any:
    """Pass a file through a gate; a refusal becomes a ValidationError that names the file."""
    try:
        return gate(upload)
    except RefusedUploadError as error:
        raise ValidationError(
            "%(name)s: %(reason)s", params={"name": upload.name, "reason": error}
        ) from error


class PictureField(CleanedUploadField):
    """One picture, encoded anew (`shop.uploads.pictures`)."""

    def __init__(
        self,
        *,
        most_bytes: int = PICTURE_BYTES,
        longest: int = LONGEST_SIDE,
        as_format: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.most_bytes, self.longest, self.as_format = most_bytes, longest, as_format

    def clean_upload(self, upload: UploadedFile) -> UploadedFile:
        """Return the picture as one of ours."""
        return clean_picture(
            upload, most_bytes=self.most_bytes, longest=self.longest, as_format=self.as_format
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Offer what is taken."""
        attrs = super().widget_attrs(widget)
        if isinstance(widget, forms.FileInput) and "accept" not in widget.attrs:
            attrs["accept"] = PICTURE_TYPES
        return attrs


class DocumentField(CleanedUploadField):
    """A document to be handed on as it is (`shop.uploads.documents`)."""

    def clean_upload(self, upload: UploadedFile) -> File:
        """Return the document under a name of ours."""
        return clean_document(upload, most_bytes=DOCUMENT_BYTES)


class TableField(CleanedUploadField):
    """A table (CSV, XLSX) that is read and not kept; `shop.spreadsheets` looks at its content.

    With `as_csv` it is read here and becomes a CSV file in UTF-8, no row narrower than the first: for
    code that is not ours and reads files in its own way.
    """

    def __init__(self, *, most_bytes: int = TABLE_BYTES, as_csv: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most_bytes, self.as_csv = most_bytes, as_csv

    def clean_upload(self, upload: UploadedFile) -> UploadedFile:
        """Refuse what is too large; with `as_csv` also what cannot be read."""
        check_bytes(upload, self.most_bytes)
        if not self.as_csv:
            return upload
        try:
            return table_as_csv(upload)
        except BadSpreadsheetError as error:
            raise RefusedUploadError(str(error)) from error


def table_as_csv(upload: Any) -> SimpleUploadedFile:
    """Return an uploaded table as CSV in UTF-8. Raises BadSpreadsheetError."""
    target = io.StringIO()
    writer = csv.writer(target)
    width = 0
    for number, cells in table_rows(lambda: _Kept(upload)):
        width = width or len(cells)
        bad = next((cell for cell in cells if isinstance(cell, Unusable)), None)
        if bad is not None:
            raise BadSpreadsheetError(
                _("A cell in row %(row)d %(reason)s.") % {"row": number, "reason": bad.reason}
            )
        row = ["" if cell is None else cell for cell in cells]
        writer.writerow(row + [""] * (width - len(row)))
    return SimpleUploadedFile(
        f"{safe_stem(upload.name)}.csv", target.getvalue().encode(), content_type="text/csv"
    )


def rereadable(upload: File) -> io.RawIOBase:
    """Return an upload as an opener of `shop.spreadsheets` gives it: from its beginning, to be read again."""
    return _Kept(upload)


class _Kept(io.RawIOBase):
    """An upload to be read from its beginning that stays open for the next reader."""

    def __init__(self, upload: File) -> None:
        super().__init__()
        self._file = upload
        upload.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._file.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._file.seek(offset, whence)
        return int(self._file.tell())

    def tell(self) -> int:
        return int(self._file.tell())


def cleaned_upload_field(
    field: forms.Field, kind: type[CleanedUploadField], **options: Any
) -> CleanedUploadField:
    """Return a gated field in place of another library's, with its words and its widget."""
    return kind(
        label=field.label,
        required=field.required,
        help_text=field.help_text,
        widget=field.widget,
        initial=field.initial,
        max_length=getattr(field, "max_length", None),
        **options,
    )


def replace_field(
    form: type[forms.BaseForm], name: str, kind: type[CleanedUploadField], **options: object
) -> None:
    """Put a gated field into a form class of another library; its subclasses made later have it too."""
    field = cleaned_upload_field(form.base_fields[name], kind, **options)  # type: ignore[attr-defined]
    form.base_fields[name] = form.declared_fields[name] = field  # type: ignore[attr-defined]
