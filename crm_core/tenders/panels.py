"""The panels of a tender's page for colleagues."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_core.tenders.forms import BidForm, InviteForm, MapForm
from crm_core.tenders.models import Tender, TenderState
from crm_core.tenders.queries import BID, CHANGE, comparison
from crm_core.tenders.services import own_bid
from shop.backoffice.panels import MAIN, Panel, panel_registry
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Tender]] = panel_registry("panel of a tender")
TEMPLATES = "crm_core/tenders/office"


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
    Panel(
        name="invited",
        title=_("Invited colleagues"),
        context=invited,
        order=10,
        template=f"{TEMPLATES}/invited.html",
    ),
):
    PANELS.register(panel)
