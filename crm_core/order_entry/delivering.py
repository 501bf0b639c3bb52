"""How a draft's goods reach the customer: sent, on a day if one is chosen, or picked up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from crm_core.order_entry.models import OrderDraft
from shop.basket.models import Basket
from shop.checkout.delivery import Base, Price, delivery_choices
from shop.order.models import ShippingAddress
from shop.shipping.deliveries import free_days
from shop.shipping.methods import choice_of, delivery_of
from shop.shipping.pickup import pickup_points
from shop.stock.models import Warehouse
from shop.user.models import User

POINT = "@"


@dataclass(frozen=True, kw_only=True)
class Way:
    """A method with its charge; `point` is where the customer comes, `days` those that can be chosen."""

    method: Base
    charge: Price
    choice: str
    point: Warehouse | None
    days: Sequence[date]

    @property
    def needs_day(self) -> bool:
        """Whether a day has to be chosen: there are days, all of them may be full."""
        delivery = delivery_of(self.method)
        return delivery is not None and delivery.day_terms is not None and bool(delivery.possible_days())


def point_of(draft: OrderDraft) -> Warehouse | None:
    """Return where the customer of a draft comes; None where the goods are sent. At most one query."""
    _code, _at, key = draft.delivery.partition(POINT)
    return next((point for point in pickup_points() if str(point.pk) == key), None) if key else None


def ways(basket: Basket, *, user: User | AnonymousUser, address: ShippingAddress | None) -> list[Way]:
    """List the methods of a basket in the order shown, pickups after those that are sent."""
    sent = delivery_choices(basket, user=user, address=address)
    picked_up = delivery_choices(basket, user=user, address=None, pickup=True) if sent or address else []
    known = {choice_of(method) for method, _charge in sent}
    rest = [(method, charge) for method, charge in picked_up if choice_of(method) not in known]
    return [_way(method, charge) for method, charge in (*sent, *rest)]


def chosen_way(found: Sequence[Way], draft: OrderDraft) -> Way | None:
    """Return the way chosen, with its day where that is free; the first where none (any more) is."""
    way = next((each for each in found if each.choice == draft.delivery), next(iter(found), None))
    if way is not None and draft.delivery_day in way.days and (delivery := delivery_of(way.method)):
        delivery.day = draft.delivery_day
    return way


def lacks_day(way: Way | None) -> bool:
    """Tell whether the day has still to be chosen."""
    delivery = delivery_of(way.method) if way else None
    return way is not None and way.needs_day and delivery is not None and delivery.day is None


def _way(method: Base, charge: Price) -> Way:
    delivery = delivery_of(method)
    return Way(
        method=method,
        charge=charge,
        choice=choice_of(method),
        point=delivery.pickup_point if delivery else None,
        days=free_days(delivery) if delivery and delivery.day_terms else (),
    )
