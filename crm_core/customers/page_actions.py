"""Buttons that packages above add to what one does most with a customer: on their page, and on one's day.

PAGE_ACTIONS.register(PageAction(name="order", label=_("New order"), url_name="order_entry", order=10,
    permission="order_entry.enter_orderdraft", icon="clipboard-list", key="o"))
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class PageAction:
    """One button, for who has the permission; the address takes the customer's number, `key` leads there."""

    name: str
    label: str | Promise
    url_name: str
    order: int
    permission: str
    icon: str = "link"
    key: str = ""


PAGE_ACTIONS: Registry[PageAction] = Registry(
    "action of the customer page", sort=lambda action: (action.order, action.name)
)
