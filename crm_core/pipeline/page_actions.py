"""Buttons that packages above add to the page of an open deal.

DEAL_ACTIONS.register(DealAction(name="order", label=_("Order for the customer"), url=order_url))
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from crm_core.pipeline.models import Deal
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class DealAction:
    """One button; `url(deal, user)` is where it leads, empty for who may not."""

    name: str
    label: str | Promise
    url: Callable[[Deal, User], str]
    icon: str = "link"
    order: int = 100


DEAL_ACTIONS: Registry[DealAction] = Registry(
    "action of a deal's page", sort=lambda action: (action.order, action.name)
)
