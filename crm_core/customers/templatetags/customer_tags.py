"""The customer on pages of the layers below, such as the page of an order."""

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import visible_to
from crm_core.customers.models import Customer
from crm_core.customers.page_actions import PAGE_ACTIONS, PageAction
from shop.order.models import Order
from shop.user.models import User

register = template.Library()


@register.simple_tag
def customer_of_order(order: Order, user: User) -> Customer | None:
    """Return whose order it is, for those who see that customer; None for others."""
    return visible_to(user).filter(customer_orders__order=order).first()


@register.simple_tag
def page_actions(user: User) -> list[PageAction]:
    """List what packages add to a customer's page for this user."""
    return [action for action in PAGE_ACTIONS if user.has_perm(action.permission)]


@register.filter
def iso_day(text: str) -> str:
    """Write the day of a time that was recorded as text (ISO 8601) the reader's way; "" for none."""
    moment = parse_datetime(text or "")
    return date_format(moment, "DATE_FORMAT") if moment else ""


@register.simple_tag
def field_is_shown(user: User, name: str) -> bool:
    """Say whether somebody sees a field of customers ("email", "phone")."""
    return fields_of(user).shows(name)


@register.simple_tag
def customer_name(customer: Customer, user: User) -> str:
    """Call a customer by what somebody sees of them."""
    return name_for(user, customer)
