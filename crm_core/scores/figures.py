"""What the start page says of how customers buy."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.access.rows import VIEW_ALL
from crm_core.customers.models import Customer
from shop.backoffice.figures import FIGURES, Figure, Reading, capped_count


def customers_at_risk() -> Reading:
    """Who has not ordered for twice their usual interval, and is not lost yet."""
    found = Customer.objects.filter(stage=Customer.Stage.AT_RISK)
    return Reading(
        value=capped_count(found)[1],
        note=_("longer without an order than usual for them"),
        url=f"{reverse('customers:index')}?stage={Customer.Stage.AT_RISK}",
    )


def orders_overdue() -> Reading:
    """Whose next order was expected before today."""
    found = Customer.objects.filter(next_order_on__lt=timezone.localdate())
    return Reading(
        value=capped_count(found)[1],
        note=_("the usual interval has passed"),
        url=f"{reverse('customers:index')}?next_order=overdue",
    )


FIGURES.register(
    Figure(
        name="customers-at-risk",
        section="sales",
        label=gettext_lazy("Customers at risk"),
        permission="customers.change_customer",
        beside=(VIEW_ALL,),
        read=customers_at_risk,
        order=20,
    )
)
FIGURES.register(
    Figure(
        name="customers-overdue",
        section="sales",
        label=gettext_lazy("Next order overdue"),
        permission="customers.change_customer",
        beside=(VIEW_ALL,),
        read=orders_overdue,
        order=30,
    )
)
