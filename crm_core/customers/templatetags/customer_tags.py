"""The customer on pages of the layers below, such as the page of an order."""

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

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


@register.filter
def iso_day(text: str) -> str:
    """Write the day of a time that was recorded as text (ISO 8601) the reader's way; "" for none."""
    moment = parse_datetime(text or "")
    return date_format(moment, "DATE_FORMAT") if moment else ""
