"""The timeline as a panel of the customer page."""

from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.timeline.pages import timeline_page
from shop.backoffice.panels import Panel
from shop.user.models import User


def timeline_panel(customer: Customer, user: User) -> dict[str, object]:
    """The first page of the timeline, with the filters and the way to the rest."""
    return {**timeline_page(customer, user), "customer": customer}


PANELS.register(
    Panel(
        name="timeline",
        title=_("Timeline"),
        template="crm_core/timeline/entries.html",
        context=timeline_panel,
        order=50,
        area="activity",
    )
)
