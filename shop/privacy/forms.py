"""Forms of preferences and of one's own data."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.contact_data import normalised_email
from shop.user.models import User


class PreferencesForm(forms.ModelForm):
    """The language somebody wants to be addressed in."""

    class Meta:
        model = User
        fields = ("language",)
        help_texts = {"language": _("For pages after you log in, and for our mails.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = cast("forms.TypedChoiceField", self.fields["language"])
        language.choices = [("", _("Same as the current page")), *settings.LANGUAGES]


class GuestRequestForm(forms.Form):
    """The address whose data are asked for; the number of an order is proof for who has lost the mailbox."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    order_number = forms.CharField(
        label=_("Order number"),
        required=False,
        max_length=40,
        help_text=_("Optional. With it, we erase your data even if you can no longer read your e-mail."),
    )

    def clean_email(self) -> str:
        """Write it in its one spelling."""
        email = normalised_email(self.cleaned_data["email"])
        if not email:
            raise forms.ValidationError(_("Enter a valid email address."))
        return email
