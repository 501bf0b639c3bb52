"""An offer in a sentence for who makes it: what the buyer gets, on which condition, how often and when."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, ngettext, pgettext

from shop.configuration.queries import shop_currency
from shop.formats import format_discount, format_money
from shop.offer import terms as t
from shop.offer.goods import EVERYTHING, words_for
from shop.offer.models import Benefit, Condition, ConditionalOffer


def describe(terms: t.Terms) -> str:
    """Say what the buyer gets and on which condition: "10% off all products from 2 pieces of Vases"."""
    gives, when = _benefit(terms), _condition(terms)
    if not when:
        return gives
    return pgettext("offer", "%(gives)s %(when)s") % {"gives": gives, "when": when}


def describe_offer(
    offer: ConditionalOffer,
    *,
    terms: t.Terms | None = None,
    codes: Sequence[str] = (),
    usage: str | Promise = "",
) -> str:
    """Say all that matters of an offer, saved or not: the terms, how it is had, its limits and its dates."""
    limits = [str(usage), *_limits(offer)]
    parts = [describe(terms or t.terms_of(offer)), _access(offer, codes), *limits, _dates(offer)]
    stop = pgettext("punctuation", ". ")
    return stop.join(part for part in parts if part) + pgettext("punctuation", ".")


def money(amount: Decimal | None) -> str:
    """Write an amount in the shop's currency."""
    return format_money(amount, shop_currency(), trim=True)


def _benefit(terms: t.Terms) -> str:
    if terms.benefit.startswith(t.OWN):
        return str(Benefit._default_manager.get(pk=terms.benefit.removeprefix(t.OWN)).name)
    is_percent = terms.benefit in t.PERCENTS and terms.value is not None
    words = {
        "discount": format_discount(terms.value or Decimal(0)) if is_percent else "",
        "amount": money(terms.value),
        "goods": words_for(terms.goods),
        "gift": terms.gift.get_title() if terms.gift else "",
    }
    told = _BENEFITS[terms.benefit]() % words
    if terms.most_pieces:
        most = ngettext("for at most %(n)d piece", "for at most %(n)d pieces", terms.most_pieces)
        told = f"{told} {most % {'n': terms.most_pieces}}"
    return told


_BENEFITS = {
    t.PERCENTAGE: lambda: pgettext("offer", "%(discount)s %(goods)s"),
    t.AMOUNT: lambda: _("%(amount)s off %(goods)s together"),
    t.AMOUNT_EACH: lambda: _("%(amount)s off each of %(goods)s"),
    t.CHEAPEST_FREE: lambda: _("The cheapest of %(goods)s free"),
    t.BUY_GET: lambda: pgettext("offer", "%(discount)s %(goods)s"),
    t.GIFT: lambda: _("Free gift: %(gift)s"),
    t.FIXED_PRICE: lambda: _("Together for %(amount)s"),
    t.FREE_DELIVERY: lambda: _("Free delivery"),
    t.DELIVERY_PERCENTAGE: lambda: _("Delivery: %(discount)s"),
    t.DELIVERY_AMOUNT: lambda: _("%(amount)s off delivery"),
    t.DELIVERY_PRICE: lambda: _("Delivery for %(amount)s"),
}


def _condition(terms: t.Terms) -> str:
    if terms.condition.startswith(t.OWN):
        return str(Condition._default_manager.get(pk=terms.condition.removeprefix(t.OWN)).name)
    goods = words_for(terms.goods if terms.condition_goods is None else terms.condition_goods)
    if terms.condition == t.NO_CONDITION:
        names_goods = terms.benefit in t.ON_GOODS or terms.goods.kind == EVERYTHING
        return "" if names_goods else _("with %(goods)s in the basket") % {"goods": goods}
    if terms.condition == t.VALUE:
        words = {"goods": goods, "amount": money(terms.condition_value)}
        return _("when the basket holds %(goods)s for %(amount)s or more") % words
    number = int(terms.condition_value or 0)
    if terms.condition == t.COVERAGE:
        told = ngettext(
            "when the basket holds %(n)d of %(goods)s",
            "when the basket holds %(n)d different ones of %(goods)s",
            number,
        )
    else:
        told = ngettext(
            "when the basket holds %(n)d piece of %(goods)s",
            "when the basket holds %(n)d pieces of %(goods)s",
            number,
        )
    return told % {"n": number, "goods": goods}


def _access(offer: ConditionalOffer, codes: Sequence[str]) -> str:
    if codes:
        return _("With the code %(codes)s") % {"codes": pgettext("punctuation", ", ").join(codes)}
    if offer.offer_type == ConditionalOffer.VOUCHER:
        return _("Only with a code")
    return ""


def _limits(offer: ConditionalOffer) -> list[str]:
    told = []
    if number := offer.max_basket_applications:
        told.append(ngettext("Once per order", "At most %(n)d times per order", number) % {"n": number})
    if number := offer.max_user_applications:
        told.append(ngettext("Once per customer", "At most %(n)d times per customer", number) % {"n": number})
    if number := offer.max_global_applications:
        told.append(ngettext("Once in all", "At most %(n)d times in all", number) % {"n": number})
    if offer.max_discount:
        told.append(_("Until %(amount)s have been given") % {"amount": money(offer.max_discount)})
    return told


def _dates(offer: ConditionalOffer) -> str:
    start, end = offer.start_datetime, offer.end_datetime
    words = {"start": _moment(start), "end": _moment(end)}
    if start and end:
        return _("From %(start)s until %(end)s") % words
    if start:
        return _("From %(start)s") % words
    return _("Until %(end)s") % words if end else ""


def _moment(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""
