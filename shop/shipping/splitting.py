"""One order to several addresses: a consignment for each, sent by one method, at the sum of what each costs.

What was chosen is a list of `Destination`s beside the order's own address, which gets the pieces that no
other gets. `SplitDelivery` is the method as the checkout and the order's door know it.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from oscar.core.prices import Price

from shop.money import minor_unit
from shop.shipping.destination_models import OrderDestination, OrderDestinationLine
from shop.shipping.methods import DeliveryMethod, delivery_of
from shop.shipping.shipments import lazy_shipments
from shop.stock.sourcing_rules import Destination as Place

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine


@dataclass(frozen=True, kw_only=True)
class Destination:
    """An address (an unsaved ShippingAddress), the pieces of each basket line for it, the day wished."""

    address: Any
    pieces: Mapping[int, int]
    wished_on: date | None = None


class ConsignmentGoods:
    """The part of a basket that goes into one consignment, as a delivery method looks at a basket.

    Its value is each line's after discounts, by its share of the line's pieces.
    """

    def __init__(self, basket: "AbstractBasket", pieces: Mapping[int, int]) -> None:
        self.currency = basket.currency
        self._strategy = getattr(basket, "_strategy", None)
        self._lines, value = [], Decimal(0)
        for line in basket.all_lines():
            if not (quantity := pieces.get(line.pk, 0)):
                continue
            value += (line.line_price_incl_tax_incl_discounts or Decimal(0)) * quantity / line.quantity
            part = copy.copy(line)
            part.quantity = quantity
            self._lines.append(part)
        self.total_incl_tax = value.quantize(minor_unit(self.currency)) if self.currency else value

    def all_lines(self) -> list["AbstractLine"]:
        """Return the lines with the pieces of this consignment."""
        return self._lines


@dataclass(frozen=True, kw_only=True)
class Consignment:
    """What goes to one address: its goods, by which method, at which charge, when it arrives."""

    destination: Destination
    goods: ConsignmentGoods
    method: DeliveryMethod
    charge: Price

    @property
    def arrives_on(self) -> date | None:
        """The later of the day it can be there and the day wished; None where none is known."""
        day = self.method.arrives_on()
        wished = self.destination.wished_on
        return max(day, wished) if day and wished else day


class SplitDelivery(DeliveryMethod):
    """A method that carries several consignments; its charge is the sum of theirs."""

    day_terms = None

    def __init__(self, method: DeliveryMethod, consignments: Sequence[Consignment]) -> None:
        super().__init__(
            code=method.code, country=method.country, postcode=method.postcode, departures=method.departures
        )
        self.consignments = tuple(consignments)

    def carries(self, basket: "AbstractBasket") -> bool:
        """It does: it was made of consignments that it carries."""
        return True

    def calculate(self, basket: "AbstractBasket") -> Price:
        """Add up the consignments' charges."""
        charges = [consignment.charge for consignment in self.consignments]
        return Price(
            currency=charges[0].currency,
            excl_tax=sum((charge.excl_tax for charge in charges), Decimal(0)),
            incl_tax=sum((charge.incl_tax for charge in charges), Decimal(0)),
            tax_code=charges[0].tax_code,
        )

    def missing_for_free(self, basket: "AbstractBasket") -> Decimal:
        """Nothing is said of what is missing: each consignment has its own value."""
        return Decimal(0)

    def arrives_on(self, ordered_at: datetime | None = None) -> date | None:
        """Return the day of the last consignment; None where one is not known."""
        days = [consignment.arrives_on for consignment in self.consignments]
        return None if None in days else max(day for day in days if day)


def all_destinations(
    basket: "AbstractBasket", address: Any, others: Sequence[Destination]
) -> list[Destination]:
    """Put the order's own address before the others, with the pieces that are left; empty ones are left out.

    Raises ValueError where the others get more pieces of a line than the basket holds.
    """
    own: dict[int, int] = {}
    for line in basket.all_lines():
        left = line.quantity - sum(other.pieces.get(line.pk, 0) for other in others)
        if left < 0:
            raise ValueError(line)
        if left and line.product.is_shipping_required:
            own[line.pk] = left
    found = [Destination(address=address, pieces=own), *others]
    return [each for each in found if any(each.pieces.values())]


def split_method(method: Any, basket: "AbstractBasket", destinations: Sequence[Destination]) -> Any:
    """Return a method as it carries these consignments; None where it does not go to one of them.

    An offer that lowers the method's charge lowers that of all together. Methods with a delivery day of
    the shop's calendar, and pick-ups, carry one consignment only.
    """
    inner = delivery_of(method)
    if inner is None or inner.pickup_point is not None or inner.day_terms is not None:
        return None
    consignments = []
    for each in destinations:
        goods = ConsignmentGoods(basket, each.pieces)
        country, postcode = each.address.country_id, each.address.postcode or ""
        departures = lazy_shipments(
            goods,  # type: ignore[arg-type]
            destination=Place(country=country, postcode=postcode),
        )
        leg = DeliveryMethod(code=inner.code, country=country, postcode=postcode, departures=departures)
        if not leg.carries(goods):  # type: ignore[arg-type]
            return None
        charge = leg.calculate(goods)  # type: ignore[arg-type]
        consignments.append(Consignment(destination=each, goods=goods, method=leg, charge=charge))
    split = SplitDelivery(inner, consignments)
    if inner is method:
        return split
    wrapped = copy.copy(method)
    wrapped.method = split
    return wrapped


def consignments_of(method: object) -> tuple[Consignment, ...]:
    """Return the consignments of a method; empty for one that sends everything to one address."""
    inner = delivery_of(method)
    return inner.consignments if isinstance(inner, SplitDelivery) else ()


def keep_destinations(order: Any, method: object, lines: Mapping[int, Any]) -> list[OrderDestination]:
    """Keep the addresses of an order that has just been written; `lines` are its lines by basket line's key.

    The order's own address is used again where a consignment goes there; the others are written.
    """
    kept = []
    for position, consignment in enumerate(consignments_of(method), start=1):
        address = consignment.destination.address
        own = order.shipping_address
        if own is not None and _same(address, own):
            address = own
        elif address.pk is None:
            address.save()
        row = OrderDestination.objects.create(
            order=order,
            address=address,
            position=position,
            method_code=consignment.method.code,
            method_name=str(consignment.method.name)[:128],
            charge_excl_tax=consignment.charge.excl_tax,
            charge_incl_tax=consignment.charge.incl_tax,
            wished_on=consignment.destination.wished_on,
        )
        OrderDestinationLine.objects.bulk_create(
            OrderDestinationLine(destination=row, line=lines[pk], quantity=quantity)
            for pk, quantity in consignment.destination.pieces.items()
            if quantity
        )
        kept.append(row)
    return kept


def _same(one: Model, other: Model) -> bool:
    return one is other or (one.pk is not None and one.pk == other.pk)
