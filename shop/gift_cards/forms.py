"""What staff type about gift cards. `key` names a request: sent twice, it is done once."""

from datetime import date, timedelta
from typing import Unpack
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.catalogue.gift_card_options import SendOnField
from shop.configuration.queries import shop_currency, tax_country
from shop.contact_fields import LineField
from shop.form_options import FormData, ModelFormOptions
from shop.gift_cards.models import GiftCard
from shop.gift_cards.services import Gift, issue
from shop.money import MoneyField
from shop.time_zones import shop_day
from shop.user.models import User

#: Days that begin and end at a moment which can be kept, in every time zone.
POSSIBLE_DAYS = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(9998, 12, 31))]


class IssueForm(forms.ModelForm):
    """A card for business customers or out of goodwill."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    amount = MoneyField(label=_("Amount"))
    reason = LineField(label=_("Reason"), max_length=255)
    recipient_name = LineField(label=_("Recipient's name"), max_length=100, required=False)
    recipient_email = forms.EmailField(label=_("Recipient's e-mail"), required=False)
    message = forms.CharField(
        label=_("Message"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    send_on = SendOnField(
        label=_("Send on"), required=False, help_text=pgettext_lazy("of a gift card", "Empty: at once.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = GiftCard
        fields = ["amount", "reason", "recipient_name", "recipient_email", "message", "send_on", "language"]

    def __init__(
        self, data: FormData | None = None, *, for_user: User, **kwargs: Unpack[ModelFormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.by = for_user
        self.fields["key"].initial = uuid4()

    def save(self, commit: bool = True) -> GiftCard:  # noqa: FBT001, FBT002 - Django's signature
        """Issue it. Raises GiftCardError."""
        data = self.cleaned_data
        return issue(
            data["amount"],
            shop_currency(),
            key=f"staff/{data['key']}",
            gift=Gift(
                language=data["language"],
                recipient_name=data["recipient_name"],
                recipient_email=data["recipient_email"],
                message=data["message"],
                send_on=data["send_on"],
            ),
            country=tax_country(),
            by=self.by,
            reason=data["reason"],
        )


class CardActionForm(forms.Form):
    """Why a card is disabled, enabled, reissued or sent again."""

    reason = LineField(label=_("Reason"), max_length=255)


class PeriodForm(forms.Form):
    """The days of a report, both included; last month unless they are given."""

    first = forms.DateField(
        label=_("From"), validators=POSSIBLE_DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Until"), validators=POSSIBLE_DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, object]:
        """Refuse a period that ends before it begins."""
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["first"] > data["last"]:
            self.add_error("last", _("The last day is before the first."))
        return data


def last_month(today: date | None = None) -> tuple[date, date]:
    """Return the first and the last day of the month before."""
    last = (today or shop_day()).replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
