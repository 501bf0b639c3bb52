"""How amounts and days are written for a reader: by locale, the same on every page."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language, to_locale

# English of a European shop: "Thursday 26 November", not "Thursday, November 26".
FALLBACK = "en_GB"
# CLDR has no pattern of weekday and day without a year that is written out in full.
DAYS = {"en": "EEEE d MMMM", "zh": "M月d日EEEE"}


@lru_cache(maxsize=16)
def reader_locale(language: str) -> Locale:
    """Return Babel's locale for one of Django's language codes."""
    if language == "en":
        return Locale.parse(FALLBACK)
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)


@lru_cache(maxsize=4096)
def _formatted(amount: Decimal, currency: str, language: str, *, trim: bool) -> str:
    locale = reader_locale(language)
    if trim and get_currency_precision(currency) and amount == amount.to_integral_value():
        whole = locale.currency_formats["standard"].pattern.replace(".00", "")
        return format_currency(amount, currency, format=whole, locale=locale, currency_digits=False)
    return format_currency(amount, currency, locale=locale)


def format_money(amount: Decimal | None, currency: str, *, trim: bool = False) -> str:
    """Write an amount (major units) of an ISO 4217 currency for the active language.

    `trim` leaves the decimals out when they are all zero ("€148", but "€112.40"): for shop
    windows, not for sums. No amount gives an empty text. Raises nothing.
    """
    if amount is None:
        return ""
    return _formatted(Decimal(amount), currency, get_language() or FALLBACK, trim=trim)


def format_day(day: date | None) -> str:
    """Write a near day with its weekday: "Thursday 26 November", "11月26日星期四"."""
    if day is None:
        return ""
    locale = reader_locale(get_language() or FALLBACK)
    return format_date(day, format=DAYS.get(locale.language, DAYS["en"]), locale=locale)
