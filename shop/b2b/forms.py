"""What staff may write on a company's record."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as NotANumber
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList

from shop.contact_data import plain_code

LETTERS_OF_A_COUNTRY = 2


class CompanyForm(WagtailAdminModelForm):
    """A company by hand; its VAT id is kept in one spelling, so that a company stands once."""

    def clean_vat_id(self) -> str:
        """Check the digits of an id of the EU; others are kept without blanks, in capitals."""
        raw = "".join(plain_code(self.cleaned_data["vat_id"]).split()).upper()
        if not raw:
            return ""
        if raw[:LETTERS_OF_A_COUNTRY].lower() not in vat.MEMBER_STATES:
            return raw
        try:
            return vat.validate(raw)
        except NotANumber as error:
            raise ValidationError(_("This is not a valid VAT id: a digit is wrong.")) from error


COMPANY_FORM = ObjectList(
    [
        FieldPanel("name"),
        FieldPanel("vat_id"),
        InlinePanel(
            "contacts",
            heading=_("Contacts"),
            label=_("Person"),
            panels=[
                FieldPanel("name"),
                FieldPanel("email"),
                FieldPanel("phone"),
                FieldPanel("job_title"),
                FieldPanel(
                    "user",
                    read_only=True,
                    heading=_("Account"),
                    help_text=_("Linked to the user account once its e-mail address is confirmed."),
                ),
            ],
        ),
    ],
    base_form_class=CompanyForm,
)
