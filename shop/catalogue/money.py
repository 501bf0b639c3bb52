"""How an amount is written for a reader: by locale, the same on every page."""

from decimal import Decimal
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language, to_locale

# Babel names Chinese by script; Django's `to_locale` gives zh_Hans, which both understand.
FALLBACK = "en"


@lru_cache(maxsize=4096)
def _formatted(amount: Decimal, currency: str, language: str, *, trim: bool) -> str:
    try:
        locale = Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(FALLBACK)
    text = format_currency(amount, currency, locale=locale)
    precision = get_currency_precision(currency)
    if trim and precision and amount == amount.to_integral_value():
        whole = locale.currency_formats["standard"]
        return str(whole.apply(amount, locale, currency=currency, currency_digits=False, force_frac=(0, 0)))
    return text


def format_money(amount: Decimal | None, currency: str, *, trim: bool = False) -> str:
    """Write an amount (major units) of an ISO 4217 currency for the active language.

    `trim` leaves the decimals out when they are all zero ("€148", but "€112.40"): for shop
    windows, not for sums. No amount gives an empty text. Raises nothing.
    """
    if amount is None:
        return ""
    return _formatted(Decimal(amount), currency, get_language() or FALLBACK, trim=trim)
