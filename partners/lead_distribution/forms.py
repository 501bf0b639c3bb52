"""What a partner answers, and what colleagues set."""

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from crm_core.leads.models import Lead
from partners.accounts.models import PartnerAccount
from partners.lead_distribution.models import DeclineReason, DistributionSettings, LeadOffer, LeadProfile
from shop.catalogue.models import Category


class DeclineForm(forms.Form):
    """Why a partner does not want a lead."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Please choose")), *DeclineReason.choices], required=True
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class CloseForm(forms.Form):
    """What became of a lead, in a few words."""

    note = forms.CharField(label=_("What happened"), max_length=500, required=False)


class OfferForm(forms.Form):
    """Whom a colleague offers a lead."""

    account = forms.ModelChoiceField(
        label=_("Partner"),
        queryset=PartnerAccount.objects.none(),
        required=False,
        empty_label=pgettext_lazy("partner for a lead", "the next one whom it fits"),
    )

    def __init__(self, *args: object, lead: Lead, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        asked = LeadOffer.objects.filter(lead=lead).exclude(state=LeadOffer.State.WITHDRAWN)
        active = PartnerAccount.objects.filter(status=PartnerAccount.Status.ACTIVE)
        free = active.exclude(pk__in=asked.values("account")).select_related("company")
        self.fields["account"].queryset = free.order_by("company__name", "pk")  # type: ignore[attr-defined]


class LeadProfileForm(WagtailAdminModelForm):
    """Which leads a partner takes."""

    categories: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("Knows about"), queryset=Category.objects.order_by("path"), required=False
    )

    class Meta:
        model = LeadProfile
        fields = [
            "account",
            "takes_leads",
            "countries",
            "postcodes",
            "languages",
            "categories",
            "most_open",
            "weight",
        ]


class DistributionSettingsForm(WagtailAdminModelForm):
    """How leads are given out."""

    class Meta:
        model = DistributionSettings
        fields = ["is_automatic", "answer_hours", "most_rounds"]
