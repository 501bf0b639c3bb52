"""What staff decide about an application."""

from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from shop.b2b.models import Company, CompanyGroup
from shop.company_accounts.models import CompanyApplication
from shop.company_accounts.registration.services import Terms
from shop.contact_data import plain_code
from shop.form_options import FormData, FormOptions
from shop.user.models import User

YES, NO = "yes", "no"


class ApprovalForm(forms.Form):
    """The terms with which a new company begins."""

    group = forms.ModelChoiceField(
        CompanyGroup.objects.all(), label=gettext_lazy("Company group"), required=False
    )
    sales_rep = forms.ModelChoiceField(
        User.objects.filter(is_staff=True, is_active=True).order_by("last_name", "first_name", "pk"),
        label=gettext_lazy("Sales representative"),
        required=False,
    )
    payment_terms_days = forms.IntegerField(
        label=gettext_lazy("Payment terms in days"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("Empty: the shop's own."),
    )
    needs_po_number = forms.ChoiceField(
        label=gettext_lazy("Order number required"),
        required=False,
        choices=[
            ("", gettext_lazy("as the shop's settings say")),
            (YES, gettext_lazy("Yes")),
            (NO, gettext_lazy("No")),
        ],
    )

    def __init__(
        self, data: FormData | None = None, *, application: CompanyApplication, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.application = application

    def clean(self) -> dict[str, object]:
        """Refuse a second company with a VAT id that is known."""
        cleaned = super().clean() or {}
        vat_id = self.application.vat_id
        known = Company.objects.filter(vat_id=vat_id).first() if vat_id else None
        if known is not None:
            words = _("%(company)s has this VAT id: attach the applicant to it instead.")
            raise ValidationError(words % {"company": known})
        return cleaned

    @property
    def chosen(self) -> Terms:
        """Return what was chosen."""
        said = self.cleaned_data
        needs = {YES: True, NO: False}.get(said["needs_po_number"])
        return Terms(
            group=said["group"],
            sales_rep=said["sales_rep"],
            payment_terms_days=said["payment_terms_days"],
            needs_po_number=needs,
        )


class AttachForm(forms.Form):
    """A company that is there, by its name or VAT id, and how the applicant comes in."""

    company = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=200,
        help_text=gettext_lazy("Its whole name, or its VAT id."),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How?"),
        choices=[
            ("ask", gettext_lazy("Ask an administrator of the company")),
            ("attach", gettext_lazy("Attach as a buyer at once")),
        ],
        widget=forms.RadioSelect,
        initial="ask",
    )

    def clean_company(self) -> Company:
        """Find the one company that is meant."""
        text = self.cleaned_data["company"].strip()
        number = "".join(plain_code(text).split()).upper()
        found = list(
            Company.objects.filter(Q(name__iexact=text) | Q(vat_id=number) & ~Q(vat_id=""))
            .exclude(status=Company.Status.CLOSED)
            .order_by("pk")[:2]
        )
        if not found:
            raise ValidationError(_("No company has this name or VAT id."))
        if len(found) > 1:
            raise ValidationError(_("Several companies have this name: please give the VAT id."))
        return found[0]


class ReturnForm(forms.Form):
    """What is missing, in words that the applicant reads."""

    message = forms.CharField(
        label=gettext_lazy("What is missing?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RejectForm(forms.Form):
    """Why not, in words that the applicant reads."""

    message = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
