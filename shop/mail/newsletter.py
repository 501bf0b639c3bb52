"""The one question whether somebody wants the newsletter, as every form of the shop asks it."""

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, gettext_lazy as _

from shop.identity.queries import shop_identity
from shop.mail.signals import consent_given

NEWSLETTER = "newsletter"


def newsletter_words() -> str:
    """Return what somebody agrees to by ticking the box: who writes, what, and how it ends."""
    words = gettext(
        "%(shop)s may send me the newsletter with news and offers by e-mail. One click in any letter ends it."
    )
    return words % {"shop": shop_identity().name}


class NewsletterField(forms.BooleanField):
    """A box that nobody has ticked beforehand."""

    def __init__(self, *, required: bool = False) -> None:
        errors = {"required": _("Without your consent we may not write to you.")}
        # Read when it is shown: in the language and in the shop's name of that moment.
        super().__init__(required=required, label=lazy(newsletter_words, str)(), error_messages=errors)


def say_newsletter_wanted(email: str, *, source: str, user: AbstractBaseUser | AnonymousUser | None) -> None:
    """Tell whoever keeps consents that the box was ticked for this address."""
    consent_given.send(
        NewsletterField,
        purpose=NEWSLETTER,
        email=email,
        user=user if user is not None and user.is_authenticated else None,
        source=source,
        text=newsletter_words(),
        language=get_language() or "",
    )
