"""What the page of a customer says of their deals: a panel, what waits, what to do next."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from crm_core.customers.attention import (
    BAD,
    OPEN_ITEMS,
    SUGGESTIONS,
    OpenItem,
    OpenSource,
    Suggestion,
    SuggestionSource,
    once_for_page,
)
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.pipeline.access import ADD, VIEW, deals_visible_to
from crm_core.pipeline.marks import Marks, marks_of
from crm_core.pipeline.models import Deal
from crm_core.pipeline.selection import deal_url
from crm_core.pipeline.white_space import account_of
from shop.backoffice.panels import MAIN, Panel
from shop.user.models import User

MOST_DEALS, MOST_READ = 10, 200


@once_for_page
def _open_deals(customer: Customer) -> list[tuple[Deal, Marks]]:
    """Read the open deals of an account with their marks, in two queries."""
    deals = Deal.objects.filter(customer__in=account_of(customer), state=Deal.State.OPEN)
    found = list(deals.select_related("stage", "owner", "customer").order_by("-amount", "pk")[:MOST_READ])
    marks = marks_of(found)
    return [(deal, marks[deal.pk]) for deal in found]


def _seen(customer: Customer, user: User) -> list[tuple[Deal, Marks]]:
    """Leave those of customers whom the user sees: a company's people may belong to somebody else."""
    numbers = [deal.pk for deal, _marks in _open_deals(customer)]
    if not numbers:
        return []
    visible = set(deals_visible_to(user, Deal.objects.filter(pk__in=numbers)).values_list("pk", flat=True))
    return [(deal, marks) for deal, marks in _open_deals(customer) if deal.pk in visible][:MOST_DEALS]


def deals_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """The account's open deals, the last ones that were won, and the way to a new one."""
    won = deals_visible_to(user, Deal.objects.filter(customer__in=account_of(customer)))
    latest = list(won.filter(state=Deal.State.WON).order_by("-closed_at")[:3])
    opened = _seen(customer, user)
    add_url = ""
    if user.has_perm(ADD):
        add_url = f"{reverse('deals:add')}?{urlencode({'customer': customer.pk})}"
    if not opened and not latest and not add_url:
        return None
    return {"opened": opened, "won": latest, "add_url": add_url}


def open_deals(customer: Customer, user: User) -> Sequence[OpenItem]:
    """Name deals that are overdue or for which nobody has anything to do."""
    items = []
    for deal, marks in _seen(customer, user):
        if marks.is_overdue and deal.expected_close_on:
            day = date_format(deal.expected_close_on, "DATE_FORMAT")
            note = _("expected by %(day)s") % {"day": day}
            items.append(
                OpenItem(
                    label=_("Deal overdue: %(deal)s") % {"deal": deal},
                    note=note,
                    url=deal_url(deal),
                    tone=BAD,
                )
            )
        elif marks.needs_step:
            items.append(OpenItem(label=_("No next step: %(deal)s") % {"deal": deal}, url=deal_url(deal)))
    return items


def stuck_deals(customer: Customer, user: User) -> Sequence[Suggestion]:
    """Suggest to move on with deals that stand still."""
    found = []
    for deal, marks in _seen(customer, user):
        if marks.stuck_days is None:
            continue
        reason = ngettext(
            "stuck in “%(stage)s” for %(n)d day", "stuck in “%(stage)s” for %(n)d days", marks.stuck_days
        )
        found.append(
            Suggestion(
                label=_("Move on with “%(deal)s”") % {"deal": deal},
                reason=reason % {"stage": deal.stage, "n": marks.stuck_days},
                weight=55,
                url=deal_url(deal),
            )
        )
    return found


PANELS.register(
    Panel(
        name="deals",
        title=gettext_lazy("Deals"),
        template="crm_core/pipeline/customer_panel.html",
        context=deals_panel,
        order=8,
        area=MAIN,
        permission=VIEW,
    )
)
OPEN_ITEMS.register(OpenSource(name="deals", read=open_deals, order=25, permission=VIEW))
SUGGESTIONS.register(SuggestionSource(name="stuck-deals", read=stuck_deals, order=40, permission=VIEW))
