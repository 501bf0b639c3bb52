"""The customer on pages of the layers below, such as the page of an order."""

from django import template

from crm_core.customers.models import Customer
from shop.order.models import Order
from shop.user.models import User

register = template.Library()


@register.simple_tag
def customer_of_order(order: Order, user: User) -> Customer | None:
    """Return whose order it is, for those who may see customers; None for others."""
    if not user.has_perm("customers.view_customer"):
        return None
    return Customer.objects.filter(customer_orders__order=order).first()
