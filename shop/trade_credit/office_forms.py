"""What staff type about credit, disputes, reminders. `key` names a request: sent twice, it is done once."""

from typing import Unpack
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.configuration.queries import shop_currency
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions
from shop.money import MoneyField
from shop.trade_credit.models import CreditAccount, DunningSettings


class LimitForm(forms.Form):
    """Another limit, with why."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    limit = MoneyField(label=_("Credit limit"), required=False, min_value=0, help_text=_("Empty: no limit."))
    reason = LineField(label=_("Reason"), max_length=255)

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.fields["key"].initial = uuid4()


class OpenAccountForm(LimitForm):
    """An account in a currency."""

    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)
    field_order = ("key", "currency", "limit", "reason")

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.fields["currency"].initial = shop_currency()

    def clean_currency(self) -> str:
        """Write it in capitals."""
        return str(self.cleaned_data["currency"]).upper()


class RulesForm(forms.Form):
    """What becomes of orders above the limit, and when nothing is sold on account at all."""

    policy = forms.ChoiceField(label=_("Above the limit"), choices=CreditAccount.Policy.choices)
    status = forms.ChoiceField(label=_("Status"), choices=CreditAccount.Status.choices)
    overdue_block_days = forms.IntegerField(
        label=_("Blocked when overdue for days"),
        required=False,
        min_value=0,
        max_value=3650,
        help_text=_("Nothing more is sold on account while an invoice is overdue that long. Empty: never."),
    )
    reason = LineField(label=_("Reason"), max_length=255)


class PauseForm(forms.Form):
    """Until when a company is not reminded, and why."""

    until = forms.DateField(
        label=_("Reminders go on again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until you go on by hand."),
    )
    reason = LineField(label=_("Reason"), max_length=255)


class DecisionForm(forms.Form):
    """Whether an order above the limit is sold on account."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve")), ("reject", _("Reject"))],
        widget=forms.RadioSelect,
    )
    note = LineField(label=_("Note"), max_length=255, required=False)


class ResolveForm(forms.Form):
    """What is answered to a dispute."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("accept", _("The customer is right")), ("reject", _("The invoice is right"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the customer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DunningSettingsForm(WagtailAdminModelForm):
    """When companies are reminded."""

    class Meta:
        model = DunningSettings
        fields = ["first_days", "second_days", "third_days"]
