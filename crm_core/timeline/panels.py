"""The timeline as a panel of the customer page."""

from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from shop.backoffice.panels import ACTIVITY, Panel
from shop.user.models import User


def timeline_panel(customer: Customer, _user: User) -> dict[str, object]:
    """Whose timeline: the template reads the page that the address asks for."""
    return {"customer": customer}


PANELS.register(
    Panel(
        name="timeline",
        title=_("Timeline"),
        template="crm_core/timeline/panel.html",
        context=timeline_panel,
        order=50,
        area=ACTIVITY,
    )
)
