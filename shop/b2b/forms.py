"""What staff may write on a company's record."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as NotANumber
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList

from shop.b2b.hierarchy import check_parent
from shop.b2b.models import Company
from shop.b2b.presets import preset_roles
from shop.b2b.roles import roles_of
from shop.contact_data import plain_code
from shop.user.models import User

LETTERS_OF_A_COUNTRY = 2
INHERITED = _("Empty: as the parent company, at the top the shop's default.")


def representatives() -> QuerySet[User]:
    """List who can look after a company: staff, by their address."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("email")


class CompanyForm(WagtailAdminModelForm):
    """A company by hand; its VAT id is kept in one spelling, so that a company stands once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        if "sales_rep" in fields:
            cast("forms.ModelChoiceField", fields["sales_rep"]).queryset = representatives()
        if "needs_po_number" in fields:
            fields["needs_po_number"].widget = forms.Select(choices=PO_CHOICES)
        if "early_payment_percent" in fields:
            cast("forms.DecimalField", fields["early_payment_percent"]).min_value = 0

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

    def clean_parent(self) -> Company | None:
        """Refuse a parent that stands below the company itself, also one that was put there meanwhile."""
        parent: Company | None = self.cleaned_data["parent"]
        check_parent(self.instance, parent)
        return parent

    def clean(self) -> dict[str, object]:
        """Have a discount for early payment with its days, and the other way round."""
        cleaned = super().clean() or {}
        days, percent = cleaned.get("early_payment_days"), cleaned.get("early_payment_percent")
        if days and percent is None:
            self.add_error("early_payment_percent", _("Say how much less it is, or leave both empty."))
        if percent and days is None:
            self.add_error("early_payment_days", _("Say within how many days, or leave both empty."))
        return cleaned


PO_CHOICES = [
    ("unknown", _("As the parent company, at the top the shop's default")),
    ("true", _("Yes")),
    ("false", _("No")),
]


class ContactFormSet(BaseChildFormSet):
    """The people of a company: they get roles, departments and places of that company only."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """Narrow what can be chosen."""
        super().add_fields(form, index)
        company, fields = self.instance, form.fields
        preset_roles()
        role = cast("forms.ModelChoiceField", fields["role"])
        role.queryset = roles_of(company if company.pk else Company(pk=0))
        role.empty_label = _("Buyer, unless chosen otherwise")
        for name in ("department", "location", "cost_centre"):
            field = cast("forms.ModelChoiceField", fields[name])
            field.queryset = cast("QuerySet", field.queryset).model._default_manager.filter(
                company=company.pk
            )


class ContactsPanel(InlinePanel):
    """The people, by that set of forms."""

    def get_form_options(self) -> dict[str, object]:
        """Put the set in."""
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = ContactFormSet
        return options


COMPANY_FORM = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("vat_id"), FieldPanel("registration_number")]),
                FieldRowPanel([FieldPanel("website"), FieldPanel("phone")]),
                FieldPanel("status"),
            ],
            heading=_("Company"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "parent", help_text=_("Terms that are empty here are those of the parent company.")
                ),
                FieldRowPanel(
                    [
                        FieldPanel("group", help_text=INHERITED),
                        FieldPanel("sales_rep", help_text=INHERITED),
                    ]
                ),
            ],
            heading=_("Structure"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("payment_terms_days", help_text=INHERITED),
                FieldRowPanel(
                    [
                        FieldPanel("early_payment_percent", help_text=INHERITED),
                        FieldPanel("early_payment_days", help_text=INHERITED),
                    ]
                ),
                FieldPanel("needs_po_number"),
            ],
            heading=_("Terms"),
        ),
        ContactsPanel(
            "contacts",
            heading=_("Contacts"),
            label=_("Person"),
            panels=[
                FieldRowPanel([FieldPanel("name"), FieldPanel("email")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("job_title")]),
                FieldRowPanel([FieldPanel("role"), FieldPanel("department")]),
                FieldRowPanel([FieldPanel("location"), FieldPanel("cost_centre")]),
                FieldPanel("is_active"),
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
