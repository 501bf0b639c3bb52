"""allauth's forms with labels of ours where it has none that are translated."""

from allauth.account.forms import SignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.mail.newsletter import NewsletterField, say_newsletter_wanted


class SignUpForm(SignupForm):
    """allauth's, as slow for an address that has an account as for a new one.

    Hashing a password takes longest of all when an account is opened; left out for a known
    address, the time of the answer would tell what its words keep quiet. Whoever wants the newsletter is
    asked by mail whether the address is theirs, with a new account and with one that was there.
    """

    newsletter = NewsletterField()

    def try_save(self, request: HttpRequest) -> object:
        """Open the account, or write to the owner of the one there is."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        if self.cleaned_data["newsletter"]:
            say_newsletter_wanted(self.cleaned_data["email"], source="registration", user=None)
        return super().try_save(request)


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey: one that logs in by itself, unless its owner says otherwise."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(EditWebAuthnForm):
    """A passkey's name."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
