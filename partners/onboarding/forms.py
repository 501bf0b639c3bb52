"""What applicants and those who decide type."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy as _

from partners.accounts.choosers import company_chooser_viewset
from partners.accounts.queries import is_code_of_another
from partners.onboarding.models import PartnerApplication
from shop.b2b.models import Company
from shop.contact_fields import CodeField, LineField


class ApplicationForm(forms.ModelForm):
    """As few fields as the decision needs."""

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = PartnerApplication
        fields = ["company_name", "vat_id", "website", "plan"]
        field_classes = {"company_name": LineField, "vat_id": CodeField}
        widgets = {"plan": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "vat_id": _("So that we can find your company if it is already a customer."),
            "plan": _("Where and to whom: a shop, a studio, a magazine, your clients."),
        }


class ApprovalForm(forms.Form):
    """The terms of the account that a yes makes."""

    company = forms.ModelChoiceField(
        Company.objects.all(),
        label=_("Company"),
        required=False,
        widget=company_chooser_viewset.widget_class,
        help_text=_(
            "Select it if the company is already a customer. Leave empty to create it from the application."
        ),
    )
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Used in the partner's links: /r/code/.")
    )
    commission_rate = forms.DecimalField(
        label=_("Commission rate (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    return_period_days = forms.IntegerField(
        label=_("Return period (days)"), min_value=0, max_value=365, initial=30
    )

    def __init__(self, *args: Any, application: PartnerApplication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application

    def clean_code(self) -> str:
        """Refuse a code that another account's links carry."""
        code: str = self.cleaned_data["code"]
        if is_code_of_another(code):
            raise ValidationError(
                gettext("Another partner has this code, or had it: its links still lead there.")
            )
        return code

    def clean_company(self) -> Company | None:
        """Refuse to make a second company with a VAT id that is known."""
        company: Company | None = self.cleaned_data["company"]
        vat_id = self.application.vat_id
        if company is None and vat_id and (known := Company.objects.filter(vat_id=vat_id).first()):
            raise ValidationError(
                gettext(
                    "%(company)s has this VAT id. Make sure that the applicant represents this "
                    "company before you select it."
                )
                % {"company": known}
            )
        return company


class RefusalForm(forms.Form):
    """Why not, in words that the applicant reads."""

    answer = forms.CharField(
        label=_("Reply to the applicant"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
