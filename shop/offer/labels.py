"""What an offer is in few words ("3 for 2", "10% off from €50"), and what it is bound to."""

from collections.abc import Iterator
from copy import copy
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext, pgettext

from shop.configuration.queries import shop_currency
from shop.formats import format_discount, format_money
from shop.offer.availability import can_be_applied
from shop.offer.models import Benefit, Condition, ConditionalOffer
from shop.offer.tiers import tiers_of
from shop.offer.verdicts import OfferVerdict

WHOLE = 100


def offer_label(offer: ConditionalOffer) -> str:
    """Say what an offer gives; its own name where that takes more words, or only its own class knows.

    Amounts are in the shop's currency.
    """
    condition, benefit = offer.condition, offer.benefit
    if condition.proxy_class or benefit.proxy_class or not can_be_applied(offer):
        return str(offer.name)
    if own := _OWN.get(benefit.type):
        return own(offer)
    is_mixed = benefit.range_id and benefit.range_id != condition.range_id and not _is_shipping(benefit)
    if is_mixed or benefit.max_affected_items:
        return str(offer.name)
    if benefit.type == benefit.MULTIBUY:
        return _for_less(offer)
    if offer.tiers:
        return _tiered(offer)
    return _with_condition(_gain(benefit), condition, _number(condition))


def progress_words(verdict: OfferVerdict) -> str:
    """Say what is missing for an offer that is not reached: "Add €12.00 more: Free gift: Brush"."""
    offer, missing = verdict.offer, verdict.missing or Decimal(0)
    words = {"gain": _gain_alone(offer), "range": _range_name(offer)}
    if verdict.missing_is_money:
        words["missing"] = format_money(missing, verdict.currency)
        if words["range"]:
            return _("Spend %(missing)s more on %(range)s: %(gain)s") % words
        return _("Spend %(missing)s more: %(gain)s") % words
    pieces = int(missing)
    if words["range"]:
        told = ngettext(
            "Add %(n)d more from %(range)s: %(gain)s", "Add %(n)d more from %(range)s: %(gain)s", pieces
        )
    else:
        told = ngettext("Add %(n)d more item: %(gain)s", "Add %(n)d more items: %(gain)s", pieces)
    return told % {**words, "n": pieces}


def _range_name(offer: ConditionalOffer) -> str:
    counting = offer.condition.range
    return "" if counting is None or counting.includes_all_products else str(counting.name)


def _gain_alone(offer: ConditionalOffer) -> str:
    """Say what it gives without its minimum, where that is a word; else how it is called."""
    benefit = offer.benefit
    if benefit.type == benefit.GIFT:
        return gift_words(benefit)
    is_mixed = benefit.range_id and benefit.range_id != offer.condition.range_id
    if benefit.proxy_class or is_mixed or benefit.max_affected_items or benefit.type in _BY_NAME:
        return str(offer.name)
    return _gain(benefit)


def offer_conditions(offer: ConditionalOffer) -> list[str]:
    """Return what an offer is bound to beside its label, each in a few words: dates and limits."""
    return list(_conditions(offer))


def _conditions(offer: ConditionalOffer) -> Iterator[str]:
    if offer.first_order_only:
        yield _("on your first order")
    if offer.end_datetime:
        day = date_format(timezone.localtime(offer.end_datetime), "DATE_FORMAT")
        yield _("until %(day)s") % {"day": day}
    if (often := offer.max_user_applications) and often > 0:
        yield ngettext("once per customer", "%(number)d times per customer", often) % {"number": often}
    if offer.max_discount_per_order:
        yield _("at most %(amount)s per order") % {"amount": _money(offer.max_discount_per_order)}
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


def _for_less(offer: ConditionalOffer) -> str:
    number = _number(offer.condition)
    if offer.condition.type != offer.condition.COUNT or number < 2:  # noqa: PLR2004 - of two one is free
        return str(offer.name)
    return _("%(number)d for %(paid)d") % {"number": number, "paid": number - 1}


def _gift(offer: ConditionalOffer) -> str:
    return _with_condition(gift_words(offer.benefit), offer.condition, _number(offer.condition))


def gift_words(benefit: Benefit) -> str:
    """Name the gift, with how many pieces where there are more than one."""
    told = _("Free gift: %(gift)s") % {"gift": benefit.gift.get_title() if benefit.gift else ""}
    pieces = benefit.max_affected_items or 1
    return told if pieces == 1 else _("%(what)s × %(n)d") % {"what": told, "n": pieces}


def _buy_get(offer: ConditionalOffer) -> str:
    condition, benefit = offer.condition, offer.benefit
    if condition.type != condition.COUNT or benefit.range_id != condition.range_id:
        return str(offer.name)
    bought, more = int(_value(condition)), benefit.max_affected_items or 1
    if _value(benefit) >= WHOLE:
        return _("Buy %(bought)d, get %(more)d free") % {"bought": bought, "more": more}
    words = {"bought": bought, "more": more, "discount": format_discount(_value(benefit))}
    return _("Buy %(bought)d, get %(more)d more: %(discount)s") % words


def _tiered(offer: ConditionalOffer) -> str:
    """Say the steps one by one: "5% off from €50, 10% off from €100"."""
    condition, benefit, said = copy(offer.condition), copy(offer.benefit), []
    for tier in tiers_of(offer):
        condition.value, benefit.value = tier
        said.append(_with_condition(_gain(benefit), condition, _number(condition)))
    return pgettext("punctuation", ", ").join(said)


def _bundle(offer: ConditionalOffer) -> str:
    condition, amount, number = offer.condition, _money(_value(offer.benefit)), _number(offer.condition)
    if condition.type == condition.COVERAGE and number > 1:
        words = _("%(number)d different ones for %(amount)s")
    elif condition.type == condition.COUNT:
        words = _("%(number)d for %(amount)s")
    else:
        return str(offer.name)
    return words % {"number": number, "amount": amount}


_BY_NAME = {Benefit.MULTIBUY, Benefit.FIXED_PRICE, Benefit.BUY_GET}
_OWN = {Benefit.GIFT: _gift, Benefit.BUY_GET: _buy_get, Benefit.FIXED_PRICE: _bundle}


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
