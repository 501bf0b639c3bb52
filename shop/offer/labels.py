"""What an offer is in few words ("3 for 2", "10% off from €50"), and what it is bound to."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from shop.configuration.queries import shop_currency
from shop.formats import format_discount, format_money
from shop.offer.availability import can_be_applied
from shop.offer.models import Benefit, Condition, ConditionalOffer

WHOLE = 100


def offer_label(offer: ConditionalOffer) -> str:
    """Say what an offer gives; its own name where that takes more words, or only its own class knows.

    Amounts are in the shop's currency.
    """
    condition, benefit = offer.condition, offer.benefit
    if condition.proxy_class or benefit.proxy_class or not can_be_applied(offer):
        return str(offer.name)
    is_mixed = benefit.range_id and benefit.range_id != condition.range_id and not _is_shipping(benefit)
    if is_mixed or benefit.max_affected_items:
        return str(offer.name)
    number = _number(condition)
    if benefit.type == benefit.MULTIBUY:
        if condition.type != condition.COUNT or number < 2:  # noqa: PLR2004 - the cheapest of two is free
            return str(offer.name)
        return _("%(number)d for %(paid)d") % {"number": number, "paid": number - 1}
    if benefit.type == benefit.FIXED_PRICE:
        return _bundle(offer, number)
    return _with_condition(_gain(benefit), condition, number)


def offer_conditions(offer: ConditionalOffer) -> list[str]:
    """Return what an offer is bound to beside its label, each in a few words: dates and limits."""
    return list(_conditions(offer))


def _conditions(offer: ConditionalOffer) -> Iterator[str]:
    if offer.end_datetime:
        day = date_format(timezone.localtime(offer.end_datetime), "DATE_FORMAT")
        yield _("until %(day)s") % {"day": day}
    if (often := offer.max_user_applications) and often > 0:
        yield ngettext("once per customer", "%(number)d times per customer", often) % {"number": often}
    if (often := offer.max_basket_applications) and often > 0:
        yield ngettext("once per order", "%(number)d times per order", often) % {"number": often}


def _is_shipping(benefit: Benefit) -> bool:
    return str(benefit.type).startswith("Shipping")


def _number(condition: Condition) -> int:
    """Return how many pieces it takes; 0 where a sum counts."""
    return 0 if condition.type == condition.VALUE else int(_value(condition))


def _value(row: Benefit | Condition) -> Decimal:
    """Return a value that `can_be_applied` has found to be there; 0 where none belongs to it."""
    return row.value or Decimal(0)


def _money(amount: Decimal) -> str:
    return format_money(amount, shop_currency(), trim=True)


def _gain(benefit: Benefit) -> str:
    value = _value(benefit)
    match benefit.type:
        case benefit.PERCENTAGE:
            return format_discount(value)
        case benefit.FIXED:
            return _("%(amount)s off") % {"amount": _money(value)}
        case benefit.FIXED_UNIT:
            return _("%(amount)s off each") % {"amount": _money(value)}
        case benefit.SHIPPING_PERCENTAGE:
            is_free = value >= WHOLE
            return (
                _("Free delivery")
                if is_free
                else _("Delivery: %(discount)s") % {"discount": format_discount(value)}
            )
        case benefit.SHIPPING_FIXED_PRICE:
            return _("Delivery for %(amount)s") % {"amount": _money(value)} if value else _("Free delivery")
        case _:
            return _("%(amount)s off delivery") % {"amount": _money(value)}


def _bundle(offer: ConditionalOffer, number: int) -> str:
    condition, amount = offer.condition, _money(_value(offer.benefit))
    if condition.type == condition.COVERAGE and number > 1:
        words = _("%(number)d different ones for %(amount)s")
    elif condition.type == condition.COUNT:
        words = _("%(number)d for %(amount)s")
    else:
        return str(offer.name)
    return words % {"number": number, "amount": amount}


def _with_condition(gain: str, condition: Condition, number: int) -> str:
    if condition.type == condition.VALUE:
        if _value(condition) <= 0:
            return gain
        return _("%(gain)s from %(amount)s") % {"gain": gain, "amount": _money(_value(condition))}
    if number <= 1:
        return gain
    words = _("%(gain)s from %(number)d pieces")
    if condition.type == condition.COVERAGE:
        words = _("%(gain)s from %(number)d different pieces")
    return words % {"gain": gain, "number": number}
