"""Rules in words: which orders, and who approves them."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.purchase_approvals.models import ApprovalLevel, ApprovalRule


def condition_words(rule: ApprovalRule) -> str:
    """Say which orders a rule is about."""
    said = []
    currency = shop_currency()
    if rule.total_above is not None:
        said.append(_("above %(amount)s") % {"amount": format_money(rule.total_above, currency)})
    if rule.delivery_above is not None:
        said.append(_("delivery above %(amount)s") % {"amount": format_money(rule.delivery_above, currency)})
    if rule.lines_above is not None:
        said.append(_("more than %(number)d products") % {"number": rule.lines_above})
    if rule.category is not None:
        said.append(_("with a product of %(category)s") % {"category": rule.category})
    if rule.is_over_budget:
        said.append(_("above a budget"))
    named = (rule.contact, rule.role, rule.department, rule.cost_centre)
    said += [str(one) for one in named if one is not None]
    if not said:
        return _("Every order")
    if rule.meets == ApprovalRule.Meets.ANY and len(said) > 1:
        return _("One of: %(conditions)s") % {"conditions": ", ".join(said)}
    return capfirst(", ".join(said))


def level_words(rule: ApprovalRule) -> list[str]:
    """Say who approves, level by level."""
    return [_level(level) for level in rule.levels.all()] or [str(ApprovalLevel.Who.PERMISSION.label)]


def _level(level: ApprovalLevel) -> str:
    if level.who == ApprovalLevel.Who.MEMBERS:
        people = ", ".join(contact.name for contact in level.members.all())
    elif level.who == ApprovalLevel.Who.ROLE:
        people = str(level.role)
    else:
        people = level.get_who_display()
    if level.needs == ApprovalLevel.Needs.ALL:
        return _("%(people)s (all of them)") % {"people": people}
    return people
