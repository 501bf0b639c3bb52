"""An offer in a sentence for who makes it: what the buyer gets, on which condition, how often and when."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, ngettext, pgettext

from shop.configuration.queries import shop_currency
from shop.countries import country_name_of
from shop.formats import format_discount, format_money
from shop.offer import terms as t
from shop.offer.customer_groups import group_names
from shop.offer.goods import EVERYTHING, words_for
from shop.offer.models import Benefit, Condition, ConditionalOffer

WHOLE = Decimal(100)
NAMED = 3


def describe(terms: t.Terms) -> str:
    """Say what the buyer gets and on which condition: "10% off all products from 2 pieces of Vases"."""
    gives, when = _benefit(terms), _condition(terms)
    told = pgettext("offer", "%(gives)s %(when)s") % {"gives": gives, "when": when} if when else gives
    more = _steps(terms)
    return pgettext("punctuation", "%(one)s; %(other)s") % {"one": told, "other": more} if more else told


def describe_offer(
    offer: ConditionalOffer,
    *,
    terms: t.Terms | None = None,
    codes: Sequence[str] = (),
    usage: str | Promise = "",
) -> str:
    """Say all that matters of an offer, saved or not: the terms, how it is had, its limits and its dates."""
    limits = [str(usage), *_limits(offer)]
    parts = [
        describe(terms or t.terms_of(offer)),
        _access(offer, codes),
        describe_audience(offer),
        *limits,
        _dates(offer),
    ]
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
    }
    if terms.benefit == t.BUY_GET:
        return _more_pieces(terms)
    if terms.benefit == t.FREE_GIFT:
        return _gift(terms)
    told = _BENEFITS[terms.benefit]() % words
    if terms.most_pieces:
        most = ngettext("for at most %(n)d piece", "for at most %(n)d pieces", terms.most_pieces)
        told = f"{told} {most % {'n': terms.most_pieces}}"
    return told


def _more_pieces(terms: t.Terms) -> str:
    """Say what comes beside what is bought: "1 piece more of Cards: free"."""
    pieces = terms.most_pieces or 1
    told = ngettext("%(n)d more of %(goods)s: %(discount)s", "%(n)d more of %(goods)s: %(discount)s", pieces)
    discount = _("free") if terms.value == WHOLE else format_discount(terms.value or Decimal(0))
    return told % {"n": pieces, "goods": words_for(terms.goods), "discount": discount}


def _gift(terms: t.Terms) -> str:
    title = terms.gift.get_title() if terms.gift else ""
    told = _("Free gift: %(gift)s") % {"gift": title}
    pieces = terms.most_pieces or 1
    return told if pieces == 1 else _("%(what)s × %(n)d") % {"what": told, "n": pieces}


def _steps(terms: t.Terms) -> str:
    """Say what more is given from which minimum on: "from €100.00: 10% off"."""
    said = []
    for step in terms.steps:
        is_money = terms.condition == t.VALUE
        number = int(step.threshold)
        pieces = ngettext("%(n)d piece", "%(n)d pieces", number) % {"n": number}
        least = money(step.threshold) if is_money else pieces
        given = format_discount(step.value) if terms.benefit in t.PERCENTS else money(step.value)
        said.append(_("from %(least)s: %(given)s") % {"least": least, "given": given})
    return pgettext("punctuation", ", ").join(said)


_BENEFITS = {
    t.PERCENTAGE: lambda: pgettext("offer", "%(discount)s %(goods)s"),
    t.AMOUNT: lambda: _("%(amount)s off %(goods)s together"),
    t.AMOUNT_EACH: lambda: _("%(amount)s off each of %(goods)s"),
    t.CHEAPEST_FREE: lambda: _("The cheapest of %(goods)s free"),
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


def describe_audience(offer: ConditionalOffer) -> str:
    """Say for whom it is, where it is not for everybody: "Only for Germany, VIP; on the first order"."""
    said = [_("first order")] if offer.first_order_only else []
    if offer.countries:
        said.append(pgettext("punctuation", ", ").join(sorted(map(country_name_of, offer.countries))))
    if offer.company_scope:
        said.append(_companies(offer))
    if offer.customer_groups:
        said.append(pgettext("punctuation", ", ").join(group_names(offer.customer_groups)) or _("nobody"))
    if not said:
        return ""
    return _("Only for: %(who)s") % {"who": pgettext("punctuation", "; ").join(said)}


def _companies(offer: ConditionalOffer) -> str:
    names = [company.name for company in offer.companies.order_by("name", "pk")[:NAMED]] if offer.pk else []
    if offer.company_scope == offer.Companies.CHOSEN and names:
        return pgettext("punctuation", ", ").join(names)
    return str(offer.get_company_scope_display())


def _limits(offer: ConditionalOffer) -> list[str]:
    told = []
    if number := offer.max_basket_applications:
        told.append(ngettext("Once per order", "At most %(n)d times per order", number) % {"n": number})
    if number := offer.max_user_applications:
        told.append(ngettext("Once per customer", "At most %(n)d times per customer", number) % {"n": number})
    if number := offer.max_global_applications:
        told.append(ngettext("Once in all", "At most %(n)d times in all", number) % {"n": number})
    if offer.max_discount_per_order:
        told.append(_("At most %(amount)s per order") % {"amount": money(offer.max_discount_per_order)})
    if offer.margin_floor is not None:
        percent = number_format(offer.margin_floor.normalize(), use_l10n=True)
        told.append(_("Never below cost + %(percent)s%%") % {"percent": percent})
    if offer.exclusive_group:
        told.append(_("Only one offer of the group “%(group)s”") % {"group": offer.exclusive_group})
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
