"""What applicants and those who decide type."""

from decimal import Decimal
from typing import Unpack

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy as _

from partners.accounts.choosers import company_chooser_viewset
from partners.accounts.queries import is_code_of_another, is_partner
from partners.onboarding.models import PartnerApplication, PartnerProfile
from shop.b2b.models import Company, CompanyContact
from shop.catalogue.models import Category
from shop.contact_fields import CodeField, LineField
from shop.countries import BillingCountryField
from shop.form_options import FormData, ModelFormOptions
from shop.formats import currency_symbol
from shop.numbers import LARGEST_ID


class InterestsField(forms.ModelMultipleChoiceField):
    """The main categories of the shop, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        categories = Category.objects.filter(depth=1, is_public=True).order_by("path")
        super().__init__(categories, label=_("Product interests"), required=False)

    def label_from_instance(self, obj: Category) -> str:
        """Call it as the shop does."""
        return str(obj.name)


class CompanyFactsForm(forms.ModelForm):
    """What an application and a profile both ask."""

    country = BillingCountryField(label=_("Country"))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    interests = InterestsField()

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[ModelFormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.fields["territory"].help_text = _("Regions, cities or countries where you sell.")
        self.fields["expected_volume"].label = gettext("Expected purchases in a year (%(currency)s)") % {
            "currency": currency_symbol(settings.OSCAR_DEFAULT_CURRENCY)
        }
        self.fields["expected_volume"].widget.attrs |= {"min": 0, "inputmode": "decimal"}

    def clean_expected_volume(self) -> Decimal | None:
        """Refuse what nobody can buy."""
        volume: Decimal | None = self.cleaned_data["expected_volume"]
        if volume is not None and volume < 0:
            raise ValidationError(gettext("Enter an amount of zero or more."))
        return volume


class ApplicationForm(CompanyFactsForm):
    """What the decision needs."""

    class Meta:
        model = PartnerApplication
        fields = [
            *("company_name", "vat_id", "country", "territory", "website", "plan"),
            *("interests", "expected_volume"),
        ]
        field_classes = {"company_name": LineField, "vat_id": CodeField, "territory": LineField}
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

    def __init__(self, data: FormData | None = None, *, application: PartnerApplication) -> None:
        super().__init__(data)
        self.application = application
        contact = CompanyContact.objects.filter(user=application.user_id).first()
        self.fields["company"].initial = contact and contact.company_id

    def clean_code(self) -> str:
        """Refuse a code that another account's links carry."""
        code: str = self.cleaned_data["code"]
        if is_code_of_another(code):
            raise ValidationError(
                gettext("Another partner has this code, or had it: its links still lead there.")
            )
        return code

    def clean_company(self) -> Company | None:
        """Refuse a company that is a partner, and a second company with a VAT id that is known."""
        company: Company | None = self.cleaned_data["company"]
        if company is not None and is_partner(company):
            raise ValidationError(gettext("This company has a partner account already."))
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


class ProfileForm(CompanyFactsForm):
    """What a partner says of itself."""

    class Meta:
        model = PartnerProfile
        fields = ["country", "territory", "website", "phone", "about", "interests", "expected_volume"]
        field_classes = {"territory": LineField, "phone": CodeField}
        widgets = {"about": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"about": _("What you do and for whom; other parts of the portal show it.")}


class AgreementForm(forms.Form):
    """The signature under the agreement; `version` is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_ID)
    name = LineField(label=_("Your first and last name"), max_length=200)
    agrees = forms.BooleanField(label=_("I may act for this company and accept this agreement."))


class RefusalForm(forms.Form):
    """Why not, in words that the applicant reads."""

    answer = forms.CharField(
        label=_("Reply to the applicant"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
