"""What a company says of itself when it applies."""

from pathlib import PurePosixPath
from typing import ClassVar, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from stdnum.eu import vat

from shop.checkout.payment import NOT_REGISTERED
from shop.company_accounts.models import CompanyApplication
from shop.company_accounts.registration.services import MOST_DOCUMENTS
from shop.contact_data import plain_code
from shop.contact_fields import CodeField, LineField
from shop.countries import BillingCountryField
from shop.form_options import FormData, ModelFormOptions
from shop.tax.models import VatCheck
from shop.tax.services import check_vat_id, clean_vat_id
from shop.uploads.documents import clean_document
from shop.uploads.errors import RefusedUploadError
from shop.uploads.fields import clean_or_validation_error
from shop.uploads.limits import PICTURE_BYTES
from shop.user.models import User

DOCUMENT_TYPES = "application/pdf,image/jpeg,image/png,image/webp,image/avif"
ENDINGS = frozenset({".pdf", ".jpg", ".png", ".webp", ".avif"})
LETTERS_OF_A_COUNTRY = 2


class DocumentsInput(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class DocumentsField(forms.FileField):
    """Some PDFs or pictures, each through the gate (`shop.uploads`)."""

    widget = DocumentsInput

    def clean(self, data: object, initial: object = None) -> list[File]:
        """Return the files under names of ours. Raises ValidationError that names the file."""
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if len(uploads) > MOST_DOCUMENTS:
            text = ngettext("At most %(n)d file.", "At most %(n)d files.", MOST_DOCUMENTS)
            raise ValidationError(text % {"n": MOST_DOCUMENTS})
        return [clean_or_validation_error(forms.FileField.clean(self, upload), _proof) for upload in uploads]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Offer what is taken."""
        return {**super().widget_attrs(widget), "accept": DOCUMENT_TYPES}


def _proof(upload: File) -> File:
    """Take a PDF or a picture. Raises RefusedUploadError for anything else."""
    document = clean_document(upload, most_bytes=PICTURE_BYTES)
    if PurePosixPath(document.name or "").suffix.lower() not in ENDINGS:
        raise RefusedUploadError(_("Please choose a PDF or an image."))
    return document


class RegistrationForm(forms.ModelForm):
    """A company that wants to buy; the register of VAT ids is asked by `ask_register`, not here."""

    country = BillingCountryField(label=gettext_lazy("Country"))
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    terms = forms.BooleanField(
        label=gettext_lazy("I may act for this company and accept the terms of sale for business customers.")
    )

    class Meta:
        model = CompanyApplication
        fields: ClassVar = [
            *("name", "vat_id", "registration_number"),
            *("line1", "line2", "postcode", "city", "state_name", "country"),
            *("contact_name", "job_title", "phone", "website", "wants"),
        ]
        field_classes: ClassVar = {
            **dict.fromkeys(
                ("name", "line1", "line2", "city", "state_name", "contact_name", "job_title"), LineField
            ),
            **dict.fromkeys(("vat_id", "registration_number", "phone", "postcode"), CodeField),
        }
        widgets: ClassVar = {"wants": forms.Textarea(attrs={"rows": 4})}
        help_texts: ClassVar = {
            "vat_id": gettext_lazy("With the letters of the country, such as DE123456789."),
            "registration_number": gettext_lazy("In the commercial register, or the business licence."),
            "wants": gettext_lazy("What you sell or run, and about how much you buy in a year."),
        }

    def __init__(
        self, data: FormData | None = None, *, takes_files: bool = False, **kwargs: Unpack[ModelFormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        for name, token in (
            *(("name", "organization"), ("line1", "address-line1"), ("line2", "address-line2")),
            *(("city", "address-level2"), ("postcode", "postal-code"), ("phone", "tel")),
            *(("contact_name", "name"), ("website", "url"), ("country", "country")),
        ):
            self.fields[name].widget.attrs["autocomplete"] = token
        if takes_files:
            self.fields["documents"] = DocumentsField(
                label=_("Documents"),
                required=False,
                help_text=_("An extract from the register or your business licence: PDF or images."),
            )

    def clean_vat_id(self) -> str:
        """Check the digits of an id of the EU; others are kept without blanks, in capitals."""
        raw = "".join(plain_code(self.cleaned_data["vat_id"]).split()).upper()
        if raw[:LETTERS_OF_A_COUNTRY].lower() not in vat.MEMBER_STATES:
            return raw
        return clean_vat_id(raw)

    def clean(self) -> dict[str, object]:
        """Ask for a number by which the company can be found."""
        cleaned = super().clean() or {}
        numbers = ("vat_id", "registration_number")
        if not any(cleaned.get(name) or name in self.errors for name in numbers):
            self.add_error("vat_id", _("Please give the VAT id or the registration number."))
        return cleaned

    @property
    def typed(self) -> dict[str, str]:
        """Return what was typed as plain words, to be shown again later."""
        names = [name for name in self.fields if name not in ("documents", "terms")]
        return {name: str(self.data.get(name, ""))[:2000] for name in names}


def ask_register(form: RegistrationForm, *, by: User) -> VatCheck | None:
    """Ask the register about the VAT id of a valid form; one that it does not know becomes an error.

    Returns its answer, also that it could not be reached; None where there is nothing to ask. May take
    seconds: call it outside of transactions.
    """
    vat_id = form.cleaned_data.get("vat_id", "")
    if not vat_id or vat_id[:LETTERS_OF_A_COUNTRY].lower() not in vat.MEMBER_STATES:
        return None
    check = check_vat_id(vat_id, by=by)
    if check.outcome == VatCheck.Outcome.INVALID:
        form.add_error("vat_id", NOT_REGISTERED)
    return check
