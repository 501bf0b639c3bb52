"""To which partner an order is owed: slices above say by what (a link followed, a registered deal)."""

from collections.abc import Callable
from dataclasses import dataclass

from partners.accounts.models import PartnerAccount
from shop.order.models import Order
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """The partner whom an order is owed to, by what, and whether the partner bought it themselves.

    `source` is the name of the finder, `reference` what it names (the number of a registration).
    """

    account: PartnerAccount
    source: str
    reference: str = ""
    is_own_purchase: bool = False


@dataclass(frozen=True, kw_only=True)
class AttributionFinder:
    """One way to tell whose an order is; the first that finds somebody decides, by `order`."""

    name: str
    find: Callable[[Order], Attribution | None]
    order: int = 50


ATTRIBUTION_FINDERS: Registry[AttributionFinder] = Registry(
    "finder of an order's partner", sort=lambda finder: (finder.order, finder.name)
)


def attribution_of(order: Order) -> Attribution | None:
    """Return whose an order is; None where nobody sent the buyer."""
    for finder in ATTRIBUTION_FINDERS:
        if found := finder.find(order):
            return found
    return None
