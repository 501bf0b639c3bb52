"""What the pages of a tier and of a partner's tier tell."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from partners.tiers.criteria import TIER_CRITERIA
from partners.tiers.models import Tier, TierMembership
from partners.tiers.office_forms import MoveForm, MoveHereForm
from partners.tiers.queries import standing_of
from partners.tiers.wording import price_lists_of, shown_by
from shop.backoffice.columns import DayColumn
from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Panel, facts, panel_registry, table
from shop.registry import Registry
from shop.user.models import User

TIER_PANELS: Registry[Panel[Tier]] = panel_registry("panel of a partner tier")
MEMBER_PANELS: Registry[Panel[TierMembership]] = panel_registry("panel of a partner's tier")
MOVE = "partner_tiers.change_tiermembership"
HISTORY = [
    Column("tier", label=_("Tier")),
    Column("cause", label=_("Cause"), accessor="get_cause_display"),
    Column("reason", label=_("Reason")),
    Column("set_by", label=_("Set by")),
    DayColumn("since", label=_("Since")),
    DayColumn("until", label=_("Until")),
]


def asked(tier: Tier, _user: User) -> dict[str, object] | None:
    """Tell what it asks for."""
    held = {row.criterion: row.threshold for row in tier.requirements.all()}
    return facts(
        (entry.label, entry.words(held[entry.name])) for entry in TIER_CRITERIA if entry.name in held
    )


def given(tier: Tier, _user: User) -> dict[str, object] | None:
    """Tell which prices and products come with it."""
    names = ", ".join(rule.part_name for rule in shown_by(tier))
    return facts(
        [
            (_("Price lists"), ", ".join(price_lists_of(tier))),
            (_("Also in the catalogue"), names),
            (_("Company group"), tier.group),
        ]
    )


def progress(membership: TierMembership, _user: User) -> dict[str, object] | None:
    """Show how far the tier of now and the next one are."""
    return {"standing": standing_of(membership.account)}


def history(membership: TierMembership, _user: User) -> dict[str, object] | None:
    """List the tiers that the partner had."""
    return table(HISTORY, membership.account.tier_memberships.select_related("tier", "set_by")[:50])


def move(membership: TierMembership, _user: User) -> dict[str, object] | None:
    """Ask for another tier."""
    return {"form": MoveForm(initial={"tier": membership.tier_id})} if membership.until is None else None


def move_here(_tier: Tier, _user: User) -> dict[str, object] | None:
    """Ask for the partner that is to have it."""
    return {"form": MoveHereForm()}


FORM = "partners/tiers/move_panel.html"
TIER_PANELS.register(Panel(name="asked", title=_("Criteria"), context=asked, order=10, area=MAIN))
TIER_PANELS.register(Panel(name="given", title=_("Prices and catalogue"), context=given, order=20, area=MAIN))
TIER_PANELS.register(
    Panel(
        name="move",
        title=_("Move a partner here"),
        context=move_here,
        template=FORM,
        order=10,
        area=SIDE,
        permission=MOVE,
    )
)
MEMBER_PANELS.register(
    Panel(
        name="progress",
        title=_("Progress"),
        context=progress,
        template="partners/tiers/progress_panel.html",
        order=10,
        area=MAIN,
    )
)
MEMBER_PANELS.register(Panel(name="history", title=_("History"), context=history, order=20, area=ACTIVITY))
MEMBER_PANELS.register(
    Panel(
        name="move",
        title=_("Change the tier by hand"),
        context=move,
        template=FORM,
        order=10,
        area=SIDE,
        permission=MOVE,
    )
)
