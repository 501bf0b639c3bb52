"""Trying codes: every try counts, for the visitor, for the address it comes from, and for all together.

A code has 100 bits, so nobody finds one by trying; the limits keep who tries from costing us anything. What
is found and what is not take the same way: one hash, one look by an index.
"""

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _, gettext_lazy

from shop.contact_fields import CodeField
from shop.gift_cards.exceptions import CodeRefusedError
from shop.gift_cards.models import GiftCard
from shop.gift_cards.queries import card_of_code, usable_card

ACTION, TOTAL = "gift_card", "gift_card_total"
LONGEST = 40


class TooManyTriesError(CodeRefusedError):
    """Nothing was looked up: too many codes were tried lately."""


class GiftCardCodeForm(forms.Form):
    """A code as somebody types it."""

    code = CodeField(
        label=gettext_lazy("Gift card code"),
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Please enter the code of the gift card.")},
    )


def refused() -> CodeRefusedError:
    """Return the one answer for a code that is unknown, used up, disabled or expired."""
    return CodeRefusedError(_("This code is not valid, or nothing is left on the card."))


def count_try(request: HttpRequest) -> None:
    """Count a try. Raises TooManyTriesError above the limits ("gift_card", "gift_card_total")."""
    if request.user.is_authenticated:
        visitor = f"user:{request.user.pk}"
    else:
        visitor = f"session:{request.session.session_key or 'none'}"
    own = ratelimit.consume(request, action=ACTION, key=visitor)
    if not own or not ratelimit.consume(request, action=TOTAL, key="all"):  # guard: gift-card-rate
        raise TooManyTriesError(
            _("Too many attempts in a short time. Please wait a few minutes, then try the code again.")
        )


def try_code(request: HttpRequest, code: str, *, currency: str) -> GiftCard:
    """Return the card of a code that can be spent and has something on it.

    Raises TooManyTriesError, CodeRefusedError.
    """
    count_try(request)
    card = usable_card(code, currency=currency)
    if card is None or not card.balance:
        raise refused()
    return card


def look_at(request: HttpRequest, code: str) -> GiftCard:
    """Return the card of a code that can be spent, even with nothing on it; raises as `try_code`."""
    count_try(request)
    card = card_of_code(code)
    if card is None or not card.is_usable():
        raise refused()
    return card
