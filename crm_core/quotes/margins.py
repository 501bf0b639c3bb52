"""Margin as staff read it; only who may see cost sees any of it."""

from decimal import Decimal

from crm_core.quotes.access import MARGIN
from crm_core.quotes.models import QuoteVersion
from crm_core.quotes.pricing import margin_of
from shop.formats import format_money
from shop.user.models import User


def may_see_margin(user: User) -> bool:
    """Say whether somebody sees what things cost us."""
    return user.has_perm(MARGIN)


def told_margin(version: QuoteVersion, user: User) -> str:
    """Write the margin of a version, with its share of the net sum; empty for who may not see it."""
    if not may_see_margin(user):
        return ""
    margin = margin_of(version.lines.all())
    if margin is None:
        return "–"
    return f"{format_money(margin, version.quote.currency)} ({share(margin, version.net)})"


def share(margin: Decimal, net: Decimal) -> str:
    """Write a margin as a share of a net sum."""
    return f"{(margin * 100 / net).quantize(Decimal('0.1'))} %" if net else "–"
