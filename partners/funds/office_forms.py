"""What staff fill in about funds: a budget, what a partner gets of it, decisions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from partners.accounts.models import PartnerAccount
from partners.funds.models import FundBudget
from partners.tiers.models import Tier
from shop.configuration.queries import shop_currency
from shop.money import MoneyField

NOTE_LENGTH, REASON_LENGTH, REFERENCE_LENGTH = 200, 300, 140


class FundBudgetForm(WagtailAdminModelForm):
    """A budget in the shop's currency; its total never falls below what is handed out."""

    class Meta:
        model = FundBudget
        fields = ("name", "starts_on", "ends_on", "total", "accrues")

    def clean_total(self) -> object:
        """Keep what is handed out."""
        total = self.cleaned_data["total"]
        if self.instance.pk and total < self.instance.allocated:
            raise ValidationError(_("More than that is allocated already."))
        return total

    def clean(self) -> dict[str, object]:
        """Have the days in their order."""
        typed: dict[str, object] = super().clean() or self.cleaned_data
        start, end = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day is before the first."))
        return typed

    def save(self, commit: bool = True) -> FundBudget:  # noqa: FBT001, FBT002 - Django's signature
        """Write it; a new one is in the shop's currency."""
        if not self.instance.currency:
            self.instance.currency = shop_currency()
        budget: FundBudget = super().save(commit=commit)
        return budget


class AllocateForm(forms.Form):
    """What one partner, or each partner of a tier, gets of a budget."""

    account = forms.ModelChoiceField(
        label=gettext_lazy("Partner account"),
        queryset=PartnerAccount.objects.none(),
        required=False,
        empty_label=gettext_lazy("Each partner of a tier"),
    )
    tier: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Tier"), queryset=Tier.objects.none(), required=False
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"),
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("For each partner. A minus in front takes back."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=NOTE_LENGTH, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        active = PartnerAccount.objects.filter(status=PartnerAccount.Status.ACTIVE)
        account: forms.ModelChoiceField = self.fields["account"]  # type: ignore[assignment]
        account.queryset = active.select_related("company")
        tier: forms.ModelChoiceField = self.fields["tier"]  # type: ignore[assignment]
        tier.queryset = Tier.objects.all()

    def clean(self) -> dict[str, object]:
        """Ask for a partner or a tier, and for an amount."""
        typed: dict[str, object] = super().clean() or self.cleaned_data
        if bool(typed.get("account")) == bool(typed.get("tier")):
            self.add_error("account", _("Choose a partner or a tier."))
        if typed.get("amount") == 0:
            self.add_error("amount", _("The amount must not be zero."))
        return typed

    def accounts(self) -> list[PartnerAccount]:
        """Return who gets it, by key."""
        if account := self.cleaned_data["account"]:
            return [account]
        active = PartnerAccount.objects.filter(status=PartnerAccount.Status.ACTIVE)
        held = active.filter(tier_memberships__tier=self.cleaned_data["tier"], tier_memberships__until=None)
        return list(held.order_by("pk"))


class ApproveForm(forms.Form):
    """How much of a request is approved."""

    amount = MoneyField(label=gettext_lazy("Amount"))
    note = forms.CharField(
        label=gettext_lazy("Note to the partner"), max_length=REASON_LENGTH, required=False
    )


class DeclineForm(forms.Form):
    """Why not."""

    note = forms.CharField(label=gettext_lazy("Reason, for the partner to read"), max_length=REASON_LENGTH)


class PayForm(forms.Form):
    """By which transfer a claim was paid."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the transfer"), max_length=REFERENCE_LENGTH, required=False
    )
