"""Rules of rewards as sentences, in the reader's language."""

from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from partners.rewards.models import RewardRule
from shop.formats import format_money


def percent(rate: Decimal) -> str:
    """Write a rate without needless zeros."""
    text = number_format(rate, use_l10n=True)
    return _("%(rate)s %%") % {"rate": text.rstrip("0").rstrip(".,") if "." in text or "," in text else text}


def sentence(rule: RewardRule) -> str:
    """Say what a rule gives, for what, to whom and while."""
    return " · ".join([_gives(rule), *_conditions(rule), _dates(rule)])


def _gives(rule: RewardRule) -> str:
    goods = _goods(rule)
    if rule.kind == RewardRule.Kind.SPIF and rule.amount is not None:
        amount = format_money(rule.amount, rule.currency)
        return _("%(amount)s for each unit sold of %(goods)s") % {"amount": amount, "goods": goods}
    if rule.kind == RewardRule.Kind.COMMISSION and rule.rate is not None:
        words = {"rate": percent(rule.rate), "goods": goods}
        return _("%(rate)s commission on %(goods)s instead of the partner's own rate") % words
    levels = [
        _("%(rate)s from %(volume)s")
        % {"rate": percent(level.rate), "volume": format_money(level.volume, rule.currency)}
        for level in rule.levels.all()
    ]
    words = {"levels": ", ".join(levels), "goods": goods, "period": rule.get_period_display()}
    return _("%(levels)s back on own purchases of %(goods)s per %(period)s") % words


def _goods(rule: RewardRule) -> str:
    named = [rule.product.get_title()] if rule.product else []
    named += [rule.category.name] if rule.category else []
    named += [str(rule.brand)] if rule.brand else []
    return ", ".join(named) or _("all goods")


def _conditions(rule: RewardRule) -> list[str]:
    found = []
    if rule.account:
        found.append(_("only %(partner)s") % {"partner": rule.account.company})
    if rule.tier:
        found.append(_("only tier %(tier)s") % {"tier": rule.tier})
    if rule.person:
        found.append(_("for %(person)s") % {"person": rule.person.get_full_name() or rule.person.email})
    if rule.minimum:
        found.append(_("in orders from %(minimum)s") % {"minimum": format_money(rule.minimum, rule.currency)})
    if rule.cap is not None:
        words = {"cap": format_money(rule.cap, rule.currency), "period": rule.get_period_display()}
        found.append(_("at most %(cap)s per partner and %(period)s") % words)
    return found


def _dates(rule: RewardRule) -> str:
    begin = date_format(rule.valid_from, "DATE_FORMAT")
    if rule.valid_until is None:
        return _("from %(begin)s on") % {"begin": begin}
    return _("%(begin)s to %(end)s") % {"begin": begin, "end": date_format(rule.valid_until, "DATE_FORMAT")}
