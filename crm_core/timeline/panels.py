"""The story as a panel of the customer page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.panels import register_panel
from crm_core.timeline.pages import story_page
from shop.user.models import User


def story_panel(customer: Customer, user: User) -> dict[str, Any]:
    """The first page of the story, with the filters and the way to the rest."""
    return story_page(customer, user)


register_panel(
    "story",
    title=_("Story"),
    template="crm_core/timeline/story.html",
    context=story_panel,
    order=50,
    area="main",
)
