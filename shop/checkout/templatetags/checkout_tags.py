"""How basket and checkout write a day, and the steps of the checkout."""

from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext

from shop.checkout.countries import country_name
from shop.order import statuses
from shop.shipping.methods import delivery_of

register = template.Library()


@register.filter
def delivery_day(day: date) -> str:
    """Write a day as one says it: "Thursday 26 November"."""
    # Translators: Django's date letters for a weekday with day and month, such as "n月j日 l" in Chinese.
    return date_format(day, pgettext("weekday, day and month", "l j F"))


@register.filter(name="country_name")
def country_name_filter(country: Any) -> str:
    """Write a country's name as the reader knows it."""
    return country_name(country)


@register.filter
def arrival(method: Any) -> date | None:
    """Return the day a delivery method brings a parcel ordered now; None where nothing is sent."""
    delivery = delivery_of(method)
    return delivery.arrives_on() if delivery else None


STATES = {
    statuses.PENDING_PAYMENT: gettext_lazy("It waits for the money."),
    statuses.AUTHORISED: gettext_lazy("It is confirmed and being packed."),
    statuses.PAID: gettext_lazy("It is paid and being packed."),
    statuses.DISPATCHED: gettext_lazy("It is on its way."),
    statuses.COMPLETE: gettext_lazy("It has arrived."),
    statuses.CANCELLED: gettext_lazy("It was cancelled."),
}


@register.filter
def state_words(order: Any) -> str:
    """Say in a sentence where an order stands."""
    return str(STATES.get(order.status, ""))
