"""Buttons in the head of a customer's page that packages above add.

PAGE_ACTIONS.register(PageAction(name="order", label=_("New order"), url_name="order_entry", order=10,
    permission="order_entry.enter_orderdraft", icon="clipboard-list"))
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class PageAction:
    """One button, for who has the permission; the address takes the customer's number."""

    name: str
    label: str | Promise
    url_name: str
    order: int
    permission: str
    icon: str = "link"


PAGE_ACTIONS: Registry[PageAction] = Registry(
    "action of the customer page", sort=lambda action: (action.order, action.name)
)
