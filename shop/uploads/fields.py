"""Form fields for files. A form that takes a file uses one of these; a test looks for any that does not."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from shop.uploads.documents import clean_document
from shop.uploads.errors import RefusedUploadError
from shop.uploads.limits import DOCUMENT_BYTES, LONGEST_SIDE, PICTURE_BYTES, TABLE_BYTES
from shop.uploads.pictures import check_bytes, clean_picture

PICTURE_TYPES = "image/jpeg,image/png,image/webp,image/avif,image/gif"


class GatedField(forms.FileField):
    """A file field whose value has passed the gate."""

    def gate(self, upload: Any) -> Any:
        """Return the file to keep. Raises RefusedUploadError."""
        raise NotImplementedError

    def to_python(self, data: Any) -> Any:
        """Refuse, in words, what the gate refuses."""
        upload = forms.FileField.to_python(self, data)
        if upload is None:
            return None
        return said(upload, self.gate)


def said(upload: Any, gate: Callable[[Any], Any]) -> Any:
    """Pass a file through a gate; a refusal becomes a ValidationError that names the file."""
    try:
        return gate(upload)
    except RefusedUploadError as error:
        raise ValidationError("%(name)s: %(reason)s", params={"name": upload.name, "reason": error}) from error


class PictureField(GatedField):
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

    def gate(self, upload: Any) -> Any:
        """Return the picture as one of ours."""
        return clean_picture(
            upload, most_bytes=self.most_bytes, longest=self.longest, as_format=self.as_format
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Offer what is taken."""
        attrs = super().widget_attrs(widget)
        if isinstance(widget, forms.FileInput) and "accept" not in widget.attrs:
            attrs["accept"] = PICTURE_TYPES
        return attrs


class DocumentField(GatedField):
    """A document to be handed on as it is (`shop.uploads.documents`)."""

    def gate(self, upload: Any) -> Any:
        """Return the document under a name of ours."""
        return clean_document(upload, most_bytes=DOCUMENT_BYTES)


class TableField(GatedField):
    """A table (CSV, XLSX) that is read and not kept; `shop.spreadsheets` looks at its content."""

    def __init__(self, *, most_bytes: int = TABLE_BYTES, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most_bytes = most_bytes

    def gate(self, upload: Any) -> Any:
        """Refuse what is too large."""
        check_bytes(upload, self.most_bytes)
        return upload


def picture_field_of(field: forms.Field, **options: Any) -> PictureField:
    """Return a gated field in place of another library's picture field, with its words and widget."""
    return PictureField(
        label=field.label,
        required=field.required,
        help_text=field.help_text,
        widget=field.widget,
        initial=field.initial,
        max_length=getattr(field, "max_length", None),
        **options,
    )
