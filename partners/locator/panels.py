"""What the page of an entry shows in the back office."""

from django.utils.translation import gettext_lazy as _

from partners.locator.forms import RefuseForm
from partners.locator.models import PartnerListing
from shop.backoffice.panels import MAIN, SIDE, Panel, facts, panel_registry
from shop.registry import Registry
from shop.user.models import User

DECIDE = "partner_locator.decide_partnerlisting"
PANELS: Registry[Panel[PartnerListing]] = panel_registry("panel of a locator entry")


def words(listing: PartnerListing, _user: User) -> dict[str, object] | None:
    """Show what visitors will read."""
    return facts(
        [
            (_("In one sentence"), listing.headline),
            (_("About the company"), listing.about),
            (_("Specialties"), ", ".join(str(each.name) for each in listing.specialties.all())),
            (_("Opening hours"), listing.opening_hours),
        ]
    )


def decide(listing: PartnerListing, _user: User) -> dict[str, object] | None:
    """Ask why one that waits is rejected; approving is a button in the head."""
    if not listing.is_waiting:
        return None
    return {"form": RefuseForm(), "action": "refuse", "label": _("Reject")}


PANELS.register(Panel(name="words", title=_("Entry"), context=words, order=10, area=MAIN))
PANELS.register(
    Panel(
        name="decide",
        title=_("Reject"),
        context=decide,
        template="partners/funds/action_panel.html",
        order=10,
        area=SIDE,
        permission=DECIDE,
    )
)
