"""Scores in the words of the customer page: what a figure means, and how far it may be off."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _, ngettext, pgettext

from crm_core.customers.models import Customer
from crm_core.scores.models import CustomerScore
from shop.formats import format_money

# From so many days with orders on, an interval is the customer's own; before, mostly that of all.
OWN_FROM = 3


def rhythm_words(score: CustomerScore, *, next_order_on: date | None, today: date) -> str:
    """Say how often somebody orders and whether the next order is late; empty for who has no interval yet."""
    usual = usual_words(score)
    if not usual or next_order_on is None:
        return usual
    return pgettext("punctuation", "; ").join([usual, due_words((today - next_order_on).days)])


def usual_words(score: CustomerScore) -> str:
    """Say how often somebody orders; empty for who has no interval yet."""
    if score.interval is None:
        return ""
    days = max(1, round(score.interval))
    if score.order_days >= OWN_FROM:
        usual = ngettext("usually orders every %(days)s day", "usually orders every %(days)s days", days)
    else:
        usual = ngettext("probably orders every %(days)s day", "probably orders every %(days)s days", days)
    return usual % {"days": days}


def due_words(late: int) -> str:
    """Say how many days an order is late; negative days are still to come."""
    if late > 0:
        return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
    if late == 0:
        return _("due today")
    return ngettext("due in %(days)s day", "due in %(days)s days", -late) % {"days": -late}


def likelihood_words(score: CustomerScore) -> str:
    """Say how likely another order is; empty where no model could tell."""
    if score.p_order is None:
        return ""
    return _("likely to order again: %(percent)s %%") % {"percent": percent(score.p_order)}


def percent(share: float | Decimal) -> str:
    """Write a share of 1 in whole per cent, without the sign."""
    return number_format(round(100 * share))


def days_error(days: float | None) -> str:
    """Write by how many days a date may be off: "± 9 days"."""
    if days is None:
        return ""
    number = max(1, round(days))
    return ngettext("± %(days)s day", "± %(days)s days", number) % {"days": number}


def points_error(share: float | None) -> str:
    """Write by how much a likelihood may be off: "± 4 percentage points"."""
    if share is None:
        return ""
    number = max(1, round(100 * share))
    return ngettext("± %(number)s percentage point", "± %(number)s percentage points", number) % {
        "number": number
    }


def money_error(amount: Decimal | None, currency: str) -> str:
    """Write by how much an amount may be off: "± €120"."""
    return "" if amount is None else f"± {format_money(amount, currency, trim=True)}"


def day_words(day: date) -> str:
    """Write a day as the pages of the reader's language do."""
    return date_format(day, "DATE_FORMAT")


def reason_words(*, days: int | None, interval: float | None) -> str:
    """Say for how many days no order came, where the usual interval is so many."""
    if days is None or interval is None:
        return ""
    silence = ngettext("no order for %(days)s day", "no order for %(days)s days", days) % {"days": days}
    number = max(1, round(interval))
    usual = ngettext("usual interval: %(days)s day", "usual interval: %(days)s days", number)
    return pgettext("punctuation", "; ").join([silence, usual % {"days": number}])


def stage_label(stage: str) -> str:
    """Name a stage in the reader's language; one that is no more by its own name."""
    return str(dict(Customer.Stage.choices).get(stage, stage))
