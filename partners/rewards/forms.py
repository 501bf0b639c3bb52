"""What partners and staff type about rewards."""

from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import partner_people
from partners.rewards.banking import clean_bic, clean_iban
from partners.rewards.fields import ProductSkuField
from partners.rewards.models import BankDetails, PaymentFile, RewardRule
from shop.catalogue.models import AttributeOption
from shop.catalogue.options import BRAND_CODE
from shop.configuration.queries import shop_currency
from shop.form_options import FormData, FormOptions, ModelFormOptions

#: What stays as it is once something has accrued: a rule ends, and another one begins.
CHANGEABLE = {"name", "valid_until"}


class BankDetailsForm(forms.ModelForm):
    """Where a partner is paid to. The IBAN that is kept is not shown; it is typed anew."""

    class Meta:
        model = BankDetails
        fields = ["holder", "iban", "bic"]

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[ModelFormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.fields["iban"].widget.attrs["autocomplete"] = "off"
        self.initial.pop("iban", None)

    def clean_iban(self) -> str:
        """Check form and check digits."""
        return clean_iban(self.cleaned_data["iban"])

    def clean_bic(self) -> str:
        """Check the form."""
        return clean_bic(self.cleaned_data["bic"])


class RewardRuleForm(WagtailAdminModelForm):
    """A rule in the order of a sentence. Of one by which something accrued only name and end change."""

    product = ProductSkuField(required=False, label=gettext_lazy("Only this product (SKU)"))

    class Meta:
        model = RewardRule
        fields = "__all__"

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "brand": AttributeOption.objects.filter(group__product_attributes__code=BRAND_CODE).distinct(),
            "person": partner_people(),
            "account": PartnerAccount.objects.select_related("company"),
        }
        for name, rows in choices.items():
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if not self.instance.pk and "currency" in self.fields:
            self.initial.setdefault("currency", shop_currency())

    def clean(self) -> dict[str, object]:
        """Ask for the terms of the kind; keep the terms of a rule by which something accrued."""
        cleaned: dict[str, object] = super().clean() or {}
        self._keep_terms()
        kind = cleaned.get("kind")
        needs = {"commission": "rate", "spif": "amount"}.get(str(kind))
        for name in ("rate", "amount"):
            if name == needs and not cleaned.get(name):
                self.add_error(name, _("This kind of rule needs it."))
            elif name != needs and cleaned.get(name) is not None:
                self.add_error(name, _("This kind of rule has none; please leave it empty."))
        begin, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begin and end and end < begin:  # type: ignore[operator]
            self.add_error("valid_until", _("The last day is before the first."))
        return cleaned

    def _keep_terms(self) -> None:
        if not self.instance.pk or not self.instance.accruals.exists():
            return
        levels = self.formsets["levels"] if "levels" in getattr(self, "formsets", {}) else None
        text = _("Partners have earned by this rule: let it end and make another one.")
        for name in (set(self.changed_data) & set(self.fields)) - CHANGEABLE:
            self.add_error(name, text)
        if levels is not None and levels.has_changed():
            raise ValidationError(text)


RULE_FORM = ObjectList(
    [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("currency")]),
        FieldRowPanel([FieldPanel("rate"), FieldPanel("amount")]),
        InlinePanel(
            "levels",
            heading=gettext_lazy("Levels of a rebate"),
            label=gettext_lazy("Level"),
            max_num=20,
            panels=[FieldRowPanel([FieldPanel("volume"), FieldPanel("rate")])],
            help_text=gettext_lazy("The level that a period reaches holds for its whole volume."),
        ),
        MultiFieldPanel(
            [FieldPanel("product"), FieldPanel("category"), FieldPanel("brand"), FieldPanel("minimum")],
            heading=gettext_lazy("On which goods"),
        ),
        MultiFieldPanel(
            [FieldPanel("account"), FieldPanel("tier"), FieldPanel("person")],
            heading=gettext_lazy("For whom"),
        ),
        FieldRowPanel([FieldPanel("period"), FieldPanel("cap")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
    ],
    base_form_class=RewardRuleForm,
)


class PaymentFileForm(forms.Form):
    """Which transfers go into a file of which format, with the total that was seen."""

    transfers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Payouts"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose at least one payout.")},
    )
    file_format = forms.ChoiceField(label=gettext_lazy("Format"), choices=PaymentFile.Format.choices)
    currency = forms.CharField(max_length=3, widget=forms.HiddenInput)

    def __init__(
        self, data: FormData | None = None, *, waiting: list[int], **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["transfers"].choices = [(pk, str(pk)) for pk in waiting]  # type: ignore[attr-defined]
