"""What activities know of deals: their page, and that a stage may ask for a next step."""

from django.utils.translation import gettext_lazy as _

from crm_core.activities.about import ABOUT, About, AboutLink
from crm_core.pipeline.access import VIEW, deals_visible_to
from crm_core.pipeline.marks import open_steps
from crm_core.pipeline.models import Deal
from crm_core.pipeline.requirements import REQUIREMENTS, Requirement
from crm_core.pipeline.selection import deal_url
from shop.user.models import User


def find(user: User, pk: int) -> Deal | None:
    """Return a deal that the user sees."""
    if not user.has_perm(VIEW):
        return None
    return deals_visible_to(user).select_related("customer").filter(pk=pk).first()


def link(deal: Deal, _user: User) -> AboutLink:
    """Return its name and page."""
    return AboutLink(label=deal.title, url=deal_url(deal))


ABOUT.register(About(name=Deal._meta.label_lower, find=find, link=link))
REQUIREMENTS.register(
    Requirement(
        name="next_step",
        label=_("a next step"),
        message=_("Plan what happens next, and when."),
        is_met=lambda deal: open_steps([deal.pk]).exists(),
        order=35,
    )
)
