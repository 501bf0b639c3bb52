"""What staff see of a customer's behaviour."""

from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from personalization.interactions.models import Interaction
from personalization.interactions.queries import interactions_of_customer
from shop.backoffice.panels import Panel
from shop.user.models import User

ROWS = 8


def recent_interactions(customer: Customer, user: User) -> dict[str, object] | None:
    """Return the latest views and purchases, or None for a customer who never agreed. One query."""
    kinds = [Interaction.Kind.VIEW, Interaction.Kind.BASKET, Interaction.Kind.PURCHASE]
    rows = list(interactions_of_customer(customer).filter(kind__in=kinds)[:ROWS])
    return {"interactions": rows} if rows else None


PANELS.register(
    Panel(
        name="interactions",
        title=_("Recently viewed and bought"),
        template="personalization/customer_panel.html",
        context=recent_interactions,
        order=60,
        permission="interactions.view_interaction",
    )
)
