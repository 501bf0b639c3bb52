"""The payouts, as they are sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from partners.accounts.models import PartnerAccount
from partners.commissions.queries import PayoutDue

LONGEST_KEY = 18
LONGEST_REFERENCE = 140
PARTS = 3


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A sum that somebody saw and transferred to a partner."""

    account: PartnerAccount
    currency: str
    total: Decimal
    reference: str = ""


class ChosenPayoutsField(forms.MultipleChoiceField):
    """Sums to tick; each is sent with its account, its currency and the amount that was seen."""

    def clean(self, value: object) -> list[Transfer]:
        """Return the transfers. Raises ValidationError for what cannot be read, and for none."""
        if not isinstance(value, list) or not value:
            raise ValidationError(_("Choose at least one partner."), code="required")
        found = [self._read(str(each)) for each in value]
        if len({(each.account.pk, each.currency) for each in found}) != len(found):
            raise ValidationError(self._unreadable(), code="invalid")
        return found

    def _read(self, text: str) -> Transfer:
        parts = text.split("|")
        if len(parts) != PARTS:
            raise ValidationError(self._unreadable(), code="invalid")
        key, currency, amount = parts
        try:
            total = Decimal(amount)
        except InvalidOperation as error:
            raise ValidationError(self._unreadable(), code="invalid") from error
        is_key = key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
        account = PartnerAccount.objects.filter(pk=key).select_related("company").first() if is_key else None
        if account is None or not total.is_finite() or total <= 0:
            raise ValidationError(self._unreadable(), code="invalid")
        return Transfer(account=account, currency=currency, total=total)

    @staticmethod
    def _unreadable() -> str:
        return _("This payout could not be read. Nothing was recorded; see below what is payable.")


class PayoutForm(forms.Form):
    """Which of the sums that are due were transferred, each with the reference of its transfer."""

    due = ChosenPayoutsField(label=gettext_lazy("Partners"), widget=forms.MultipleHiddenInput)

    def __init__(self, data: QueryDict | None = None, *, payable: Iterable[PayoutDue]) -> None:
        super().__init__(data)
        self.payable = list(payable)
        for each in self.payable:
            self.fields[each.field] = forms.CharField(
                label=gettext_lazy("Reference of the transfer"),
                required=False,
                max_length=LONGEST_REFERENCE,
            )

    @property
    def chosen(self) -> list[tuple[PayoutDue, forms.BoundField]]:
        """The sums that were ticked and are still due, each with its reference."""
        sent = set(self.data.getlist("due") if isinstance(self.data, QueryDict) else ())
        return [(each, self[each.field]) for each in self.payable if each.key in sent]

    def transfers(self) -> Sequence[Transfer]:
        """Return what was sent, each with its reference."""
        typed = self.cleaned_data
        return [
            replace(each, reference=typed.get(f"reference-{each.account.pk}-{each.currency}", ""))
            for each in typed["due"]
        ]
