"""What a tier gives, in words."""

from decimal import Decimal

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _, ngettext

from partners.tiers.models import Tier
from partners.tiers.queries import Benefits
from shop.catalogue_visibility.models import VisibilityRule
from shop.partner.price_list_models import PriceList


def benefit_rows(benefits: Benefits) -> list[tuple[str, str]]:
    """Return (what, how much) of all that a partner is given. Two queries for a tier, none without one."""
    rows = [
        (_("Commission"), _("%(rate)s %% of the goods") % {"rate": percent(benefits.commission_rate)}),
        (
            _("Deal registrations answered"),
            ngettext("within %(n)d hour", "within %(n)d hours", benefits.answer_hours)
            % {"n": benefits.answer_hours},
        ),
        (
            _("Registered deals protected"),
            ngettext("for %(n)d day", "for %(n)d days", benefits.protection_days)
            % {"n": benefits.protection_days},
        ),
    ]
    if benefits.fund_percent:
        value = _("%(rate)s %% of your paid orders") % {"rate": percent(benefits.fund_percent)}
        rows.append((_("Market development funds"), value))
    return rows + (_shop_rows(benefits.tier) if benefits.tier else [])


def percent(rate: Decimal) -> str:
    """Write a rate without decimals that say nothing."""
    return floatformat(rate, "-2")


def _shop_rows(tier: Tier) -> list[tuple[str, str]]:
    """Say which prices and which part of the catalogue come with it."""
    lists = price_lists_of(tier)
    rows = [(_("Prices"), ", ".join(lists))] if lists else []
    names = [rule.part_name for rule in shown_by(tier)]
    return [*rows, (_("Also in your catalogue"), ", ".join(names))] if names else rows


def price_lists_of(tier: Tier) -> list[str]:
    """Name the active price lists of a tier. One query."""
    found = PriceList.objects.filter(assignments__group=tier.group_id, is_active=True)
    return list(found.order_by("-priority", "name").values_list("name", flat=True))


def shown_by(tier: Tier) -> list[VisibilityRule]:
    """List what the catalogue shows to a tier and not to everybody. One query."""
    rules = VisibilityRule.objects.filter(group=tier.group_id, effect=VisibilityRule.Effect.SHOWN)
    return list(rules.select_related("category", "product", "group").order_by("pk")[:20])
