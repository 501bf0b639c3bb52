"""What readers and staff fill in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crm_core.consents.choices import Choice
from crm_core.consents.models import Consent
from crm_core.consents.purposes import Channel, offered_purposes
from shop.contact_data import normalised_email
from shop.contact_fields import LineField
from shop.mail.newsletter import NewsletterField


class ChoicesForm(forms.Form):
    """A preference page as it was sent: the boxes that are ticked, and the language."""

    language = forms.ChoiceField(label=_("Language of our e-mails"), choices=settings.LANGUAGES)

    @property
    def ticked(self) -> set[Choice]:
        """Return purposes and channels whose boxes were sent; only what is offered has a box."""
        return {
            (purpose.code, str(channel))
            for purpose in offered_purposes()
            for channel in purpose.channels
            if f"{purpose.code}.{channel}" in self.data
        }


class SubscribeForm(forms.Form):
    """The newsletter's own form: an address, and the box that is the consent."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Please give your e-mail address."),
            "invalid": _("Please give an address like ada@example.com."),
        },
    )
    newsletter = NewsletterField()
    website_address = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["newsletter"].required = True
        self.fields["newsletter"].error_messages["required"] = _(
            "Without your consent we may not write to you."
        )

    def clean_email(self) -> str:
        """Spell the address as the ledger does."""
        email = normalised_email(self.cleaned_data["email"])
        if not email:
            raise forms.ValidationError(_("Please give an address like ada@example.com."))
        return email

    @property
    def is_spam(self) -> bool:
        """Tell whether the field that nobody sees was filled."""
        return bool(self.cleaned_data.get("website_address"))


class StaffConsentForm(forms.Form):
    """A consent or refusal that a customer told a colleague."""

    address = forms.ChoiceField(label=_("About"))
    purpose = forms.ChoiceField(label=_("Purpose"))
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[(one.value, one.label) for one in Channel if one != Channel.SITE]
    )
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Consent.Action.GRANTED, _("granted")),
            (Consent.Action.REFUSED, _("refused")),
            (Consent.Action.OBJECTED, _("objected to everything")),
        ],
    )
    reason = LineField(
        label=_("Reason"),
        max_length=500,
        help_text=_("When and how the customer said so. Shown beside the entry for good."),
    )

    def __init__(self, *args: Any, addresses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["address"].choices = addresses
        fields["purpose"].choices = [(one.code, one.name) for one in offered_purposes()]

    def clean(self) -> dict[str, Any]:
        """See that the purpose is reached by the channel, and the channel by the address."""
        data = super().clean() or self.cleaned_data
        purpose = next((one for one in offered_purposes() if one.code == data.get("purpose")), None)
        channel = data.get("channel")
        if purpose and channel and channel not in purpose.channels:
            self.add_error("channel", _("This purpose is not offered on this channel."))
        elif channel == Channel.EMAIL and not str(data.get("address", "email:")).startswith("email:"):
            self.add_error("channel", _("E-mail needs an e-mail address."))
        return data


class SuppressionForm(forms.Form):
    """An address that shall get nothing but transactional mail."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    note = LineField(label=_("Reason"), max_length=500)


class LiftForm(forms.Form):
    """Why an address may be written to again."""

    note = LineField(label=_("Reason"), max_length=500)
