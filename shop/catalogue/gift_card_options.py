"""What the buyer of a gift card says: for whom it is, when it is sent, how much it is worth.

These are options of the product class (see `product_options`) with codes and fields of their own.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext, gettext_lazy as _

from shop.catalogue.models import Option, ProductClass
from shop.partner.gift_card_amounts import AMOUNT, bounds_of
from shop.time_zones import shop_day

NAME, EMAIL = "gift_card_to_name", "gift_card_to_email"
MESSAGE, SEND_ON = "gift_card_message", "gift_card_send_on"
LONGEST_NAME, LONGEST_MESSAGE = 100, 500
#: A gift is bought for a birthday within so many days, not for the next decade.
LATEST = timedelta(days=366)
#: Code, kind of Oscar's option, name as it is kept (English), the name as it is shown.
OPTIONS: tuple[tuple[str, str, str, Any], ...] = (
    (AMOUNT, Option.TEXT, "Amount", _("Amount")),
    (NAME, Option.TEXT, "Recipient's name", _("Recipient's name")),
    (EMAIL, Option.TEXT, "Recipient's e-mail", _("Recipient's e-mail")),
    (MESSAGE, Option.TEXT, "Message", _("Message")),
    (SEND_ON, Option.DATE, "Send on", _("Send on")),
)
NAMES = {code: shown for code, _kind, _kept, shown in OPTIONS}


class SendOnField(forms.DateField):
    """The day on which the code is sent: today or later, within a year."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)

    def validate(self, value: Any) -> None:
        """Refuse days that are over and those too far ahead."""
        super().validate(value)
        today = shop_day()
        if value is not None and not today <= value <= today + LATEST:
            raise ValidationError(gettext("Please choose a day from today on, within a year."))


def gift_card_field(option: Option, product_class: ProductClass | None) -> forms.Field | None:
    """Return the field of one of these options; None for any other option."""
    if option.code not in NAMES:
        return None
    common: dict[str, Any] = {"label": NAMES[option.code], "required": option.required}
    if option.code == AMOUNT:
        low, high = bounds_of(product_class)
        bounds = [MinValueValidator(low), MaxValueValidator(high)] if low and high else []
        limits = {"min": low, "max": high} if low and high else {}
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01", **limits})
        return forms.DecimalField(
            max_digits=12, decimal_places=2, validators=bounds, widget=widget, **{**common, "required": True}
        )
    if option.code == EMAIL:
        hint = _("Empty: we send the code to you.")
        return forms.EmailField(help_text=hint, **common)
    if option.code == SEND_ON:
        return SendOnField(help_text=_("Empty: as soon as the order is paid."), **common)
    if option.code == MESSAGE:
        area = forms.Textarea(attrs={"rows": "3"})
        return forms.CharField(max_length=LONGEST_MESSAGE, widget=area, **common)
    return forms.CharField(max_length=LONGEST_NAME, **common)


def attach_options(product_class: ProductClass) -> None:
    """Give a product class of gift cards its options; the amount where it is chosen. Safe to repeat."""
    low, _high = bounds_of(product_class)
    for code, kind, name, _shown in OPTIONS:
        option, _new = Option.objects.get_or_create(
            code=code, defaults={"name": name, "type": kind, "required": code == AMOUNT}
        )
        if code != AMOUNT or low is not None:
            product_class.options.add(option)
        else:
            product_class.options.remove(option)
