"""The words of a collection in every language of the shop, and the products that are put into it."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from oscar.apps.dashboard.ranges import forms
from oscar.core.loading import get_model

from shop.backoffice.languages import in_every_language, name_languages
from shop.uploads.fields import TableField, replace_field
from shop.uploads.limits import LIST_BYTES

RangeProductFileUpload: Any = get_model("offer", "RangeProductFileUpload")
WORDS = ("name", "description")


class RangeProductForm(forms.RangeProductForm):
    """Oscar's form whose file may be CSV or XLSX; its view takes the file from the request."""

    def clean_upload_type(self) -> str:
        """Take the products in, unless the form says that they are left out."""
        excluded: str = RangeProductFileUpload.EXCLUDED_PRODUCTS_TYPE
        is_excluded = self.cleaned_data.get("upload_type") == excluded
        return excluded if is_excluded else RangeProductFileUpload.INCLUDED_PRODUCTS_TYPE

    def clean_file_upload(self) -> UploadedFile | None:
        """Hand the view what passed the gate instead of what was sent."""
        table = self.cleaned_data.get("file_upload")
        if table:
            self.files["file_upload"] = table
        return table


for _form in (forms.RangeProductForm, forms.RangeExcludedProductForm, RangeProductForm):
    replace_field(_form, "file_upload", TableField, most_bytes=LIST_BYTES, as_csv=True)


class RangeForm(forms.RangeForm):
    """Oscar's form with a field per language."""

    class Meta(forms.RangeForm.Meta):
        fields: Any = (
            *in_every_language(*WORDS),
            *(name for name in forms.RangeForm.Meta.fields if name not in WORDS),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, WORDS, needed=["name"])
