"""The form of a file of products."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.catalogue_import.layouts import LAYOUTS
from shop.spreadsheets.csv_rows import ENCODINGS
from shop.uploads.fields import TableField


class CatalogueFileForm(forms.Form):
    """A file, and in whose headings it is written."""

    file = TableField(
        label=_("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("At most 20 MB. Nothing is changed before you have seen the preview."),
    )
    layout = forms.ChoiceField(
        label=_("Format"),
        required=False,
        help_text=_("An export of another shop system is recognised by its headings."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        choices=[("", _("UTF-8, or as the file says")), *ENCODINGS.items()],
        required=False,
        help_text=_("Only for a CSV file that was not saved as UTF-8."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, layout.label) for name, layout in LAYOUTS.items()]
        self.fields["layout"].choices = [("", _("Detect")), *choices]  # type: ignore[attr-defined]
