"""What staff type about credit. `key` names a request: sent twice, it is done once."""

from decimal import Decimal
from typing import Unpack
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy as _

from shop.configuration.queries import shop_currency
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions, ModelFormOptions
from shop.money import MoneyField, check_payable
from shop.store_credit.exceptions import CreditError
from shop.store_credit.models import LedgerAccount
from shop.store_credit.queries import owner_for
from shop.store_credit.services import adjust, credit_account, grant
from shop.user.models import User


class GrantForm(forms.ModelForm):
    """Credit for somebody, by their e-mail address: an account that has confirmed it, else whoever will."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(
        label=_("Customer's e-mail"),
        help_text=_("Without an account the credit waits until the address is confirmed by one."),
    )
    amount = MoneyField(label=_("Amount"))
    reason = LineField(label=_("Reason"), max_length=255)

    class Meta:
        model = LedgerAccount
        fields = ["email"]

    def __init__(
        self, data: FormData | None = None, *, for_user: User, **kwargs: Unpack[ModelFormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.by = for_user
        self.fields["key"].initial = uuid4()

    def save(self, commit: bool = True) -> LedgerAccount:  # noqa: FBT001, FBT002 - Django's signature
        """Grant it. Raises GrantRefusedError."""
        data, currency = self.cleaned_data, shop_currency()
        owner = owner_for(user=None, email=data["email"])
        grant(
            owner,
            data["amount"],
            currency=currency,
            reason=data["reason"],
            key=f"grant/{data['key']}",
            by=self.by,
        )
        return credit_account(owner, currency)


class AdjustForm(forms.Form):
    """A correction of one account, up or down."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=12,
        decimal_places=2,
        help_text=_("With a minus to take from the balance."),
    )
    reason = LineField(label=_("Reason"), max_length=255)

    def __init__(
        self, data: FormData | None = None, *, account: LedgerAccount, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.account = account
        self.fields["key"].initial = uuid4()

    def clean_amount(self) -> Decimal:
        """Refuse what the currency cannot pay, and nothing."""
        amount: Decimal = self.cleaned_data["amount"]
        check_payable(abs(amount), self.account.currency)
        if not amount:
            raise ValidationError(gettext("Please enter an amount."))
        return amount

    def send(self, *, by: User) -> bool:
        """Book it; what is refused is said in the form."""
        data = self.cleaned_data
        try:
            adjust(self.account, data["amount"], reason=data["reason"], key=f"adjust/{data['key']}", by=by)
        except CreditError as refusal:
            self.add_error(None, str(refusal))
            return False
        return True
