"""No order is placed above a budget, whichever way it is written."""

from shop.budgets.services import spend
from shop.order.placement import PLACEMENT_GUARDS, PlacementGuard

PLACEMENT_GUARDS.register(PlacementGuard(name="budgets", check=spend, order=40))
