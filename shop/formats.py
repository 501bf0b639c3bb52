"""How amounts and days are written for a reader: by locale, the same on every page."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol
from django.utils.translation import get_language, gettext as _, to_locale

# English of a European shop: "Thursday 26 November", not "Thursday, November 26".
FALLBACK = "en_GB"
# CLDR has no pattern of weekday and day without a year that is written out in full.
DAYS = {"en": "EEEE d MMMM", "zh": "M月d日EEEE"}
TENTHS = "零一二三四五六七八九"


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


def currency_symbol(currency: str) -> str:
    """Return the sign of an ISO 4217 currency in the active language: "€"; its code where it has none."""
    return get_currency_symbol(currency, locale=reader_locale(get_language() or FALLBACK))


def format_discount(percent: Decimal) -> str:
    """Write how much is taken off: "15% off"; Chinese says what is left, in tenths: "八五折", "九折"."""
    percent = Decimal(percent)
    left = 100 - percent
    if reader_locale(get_language() or FALLBACK).language == "zh" and 0 < left < 100:  # noqa: PLR2004 - per cent
        tens, ones = divmod(left, 10)
        if tens and left == left.to_integral_value():
            return f"{TENTHS[int(tens)]}{TENTHS[int(ones)] if ones else ''}折"
        return f"{_plain(left / 10)}折"
    return _("%(percent)s%% off") % {"percent": _plain(percent)}


def _plain(number: Decimal) -> str:
    """Write a number without the zeros behind its point."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_day(day: date | None) -> str:
    """Write a near day with its weekday: "Thursday 26 November", "11月26日星期四"."""
    if day is None:
        return ""
    locale = reader_locale(get_language() or FALLBACK)
    return format_date(day, format=DAYS.get(locale.language, DAYS["en"]), locale=locale)
