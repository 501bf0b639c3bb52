"""The panels of a tender's page for colleagues."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from crm_core.pipeline.models import Deal
from crm_core.pipeline.panels import PANELS as DEAL_PANELS
from crm_core.tenders.forms import BidForm, InviteForm, MapForm
from crm_core.tenders.models import Tender, TenderState
from crm_core.tenders.queries import BID, CHANGE, VIEW, comparison, tenders_visible_to
from crm_core.tenders.services import own_bid
from shop.backoffice.columns import DayColumn
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Tender]] = panel_registry("panel of a tender")
TEMPLATES = "crm_core/tenders/office"
MOST = 10


def lines(tender: Tender, user: User) -> dict[str, object]:
    """List the lines; who arranges tenders maps words to products until the award."""
    may = user.has_perm(CHANGE) and tender.state in (TenderState.OPEN, TenderState.CLOSED)
    return {"lines": list(tender.lines.select_related("product")), "may_map": may, "map_form": MapForm()}


def bid(tender: Tender, user: User) -> dict[str, object] | None:
    """Show a colleague's own bid, to be changed until the deadline."""
    if not user.has_perm(BID) or not tender.invitations.filter(rep=user).exists():
        return None
    found, prices = own_bid(tender, user)
    wanted = list(tender.lines.all())
    initial: dict[str, object] = {f"price-{pk}": price for pk, price in prices.items()}
    if found is not None:
        initial |= {name: getattr(found, name) for name in ("delivery_on", "valid_until", "remark")}
    takes = tender.takes_bids(timezone.now())
    form = BidForm(tender=tender, lines=wanted, initial=initial) if takes else None
    cells = [(line, prices[line.pk]) for line in wanted if line.pk in prices]
    return {"bid": found, "bid_form": form, "cells": cells}


def compared(tender: Tender, user: User) -> dict[str, object] | None:
    """Compare the bids, once they are opened."""
    found = comparison(tender, now=timezone.now())
    return {"comparison": found} if found.bids else None


def invited(tender: Tender, user: User) -> dict[str, object] | None:
    """List who is invited; who arranges tenders invites more until the deadline."""
    if not user.has_perm(CHANGE):
        return None
    form = InviteForm() if tender.takes_bids(timezone.now()) else None
    return {"invitations": list(tender.invitations.select_related("rep")), "invite_form": form}


def files(tender: Tender, _user: User) -> dict[str, object] | None:
    """List what the buyer attached."""
    found = list(tender.files.all())
    return {"files": found} if found else None


for panel in (
    Panel(
        name="lines", title=_("Lines"), context=lines, order=10, area=MAIN, template=f"{TEMPLATES}/lines.html"
    ),
    Panel(
        name="bid", title=_("Your bid"), context=bid, order=20, area=MAIN, template=f"{TEMPLATES}/bid.html"
    ),
    Panel(
        name="comparison",
        title=_("Bids"),
        context=compared,
        order=30,
        area=MAIN,
        template=f"{TEMPLATES}/comparison.html",
    ),
    Panel(name="files", title=_("Files"), context=files, order=20, template=f"{TEMPLATES}/files.html"),
    Panel(
        name="invited",
        title=_("Invited colleagues"),
        context=invited,
        order=10,
        template=f"{TEMPLATES}/invited.html",
    ),
):
    PANELS.register(panel)

COLUMNS = [
    TitleColumn("title", label=_("Tender"), accessor="title", url_name="tenders_office:inspect"),
    Column("state", label=_("Status"), accessor="get_state_display"),
    DayColumn("deadline", label=_("Deadline")),
]


def of_deal(deal: Deal, user: User) -> dict[str, object] | None:
    """The tenders of a deal that a colleague sees."""
    found = list(tenders_visible_to(user, Tender.objects.filter(deal=deal)).distinct()[:MOST])
    return table(COLUMNS, found) if found else None


DEAL_PANELS.register(
    Panel(name="tenders", title=_("Tenders"), context=of_deal, order=26, area=MAIN, permission=VIEW)
)
