"""How basket and checkout write a day, and the steps of the checkout."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def delivery_day(day: date) -> str:
    """Write a day as one says it: "Thursday 26 November"."""
    # Translators: Django's date letters for a weekday with day and month, such as "n月j日 l" in Chinese.
    return date_format(day, pgettext("weekday, day and month", "l j F"))
