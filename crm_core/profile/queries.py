"""Reading a customer's profile."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from crm_core.customers.models import Customer, CustomerIdentifier, CustomerOrder
from crm_core.profile.models import ContactPoint, CustomerAddress, CustomerTag, HouseholdMember, Tag
from crm_core.profile.values import digest_of_address
from shop.countries import country_of
from shop.customer.queries import addresses_in_books
from shop.order.models import Order

#: Of somebody who orders often, the addresses of the latest orders tell enough.
LATEST_ORDERS = 50


@dataclass(frozen=True, kw_only=True)
class KnownPoint:
    """A contact point as the page shows it."""

    point: ContactPoint
    is_preferred: bool


@dataclass(kw_only=True)
class KnownAddress:
    """A place, however often and by whom it was written; `orders` used it, the latest at `last_used_at`."""

    lines: list[str]
    is_billing: bool = False
    is_shipping: bool = False
    is_preferred: bool = False
    is_kept: bool = False
    orders: int = 0
    last_used_at: datetime | None = field(default=None)


def contact_points_of(customer: Customer) -> list[KnownPoint]:
    """List how a customer is reached, the preferred ones first in their kind."""
    points = list(customer.contact_points.order_by("kind", "-preferred_at", "pk"))
    preferred = {ContactPoint.Kind.EMAIL: customer.email, ContactPoint.Kind.PHONE: customer.phone}
    latest = latest_preferred(point for point in points if point.kind == ContactPoint.Kind.MESSENGER)
    known = [
        KnownPoint(point=point, is_preferred=point == latest or point.value == preferred.get(point.kind))  # type: ignore[call-overload]
        for point in points
    ]
    return sorted(known, key=lambda each: (each.point.kind, not each.is_preferred, each.point.pk))


def latest_preferred(rows: Iterable[ContactPoint] | Iterable[CustomerAddress]) -> object:
    """Return the row that was preferred last, None where none was."""
    chosen = [row for row in rows if row.preferred_at is not None]
    return max(chosen, key=lambda row: (row.preferred_at, row.pk), default=None)


def addresses_of(customer: Customer, *, with_orders: bool) -> list[KnownAddress]:
    """List where a customer lives and has things sent, each place once, the preferred one first.

    Kept addresses, those of accounts' address books and, for who may see orders, those of the latest orders.
    """
    found: dict[str, KnownAddress] = {}
    kept = list(customer.addresses.select_related("country").order_by("-preferred_at", "pk"))
    preferred = latest_preferred(kept)
    for address in kept:
        lines = _lines(
            address.name, address.line1, address.line2, address.postcode, address.city, address.state
        )
        found[address.digest] = KnownAddress(
            lines=[*lines, str(address.country or "")],
            is_billing=address.is_billing,
            is_shipping=address.is_shipping,
            is_preferred=address == preferred,
            is_kept=True,
        )
    for entry in addresses_in_books(_accounts(customer)):
        uses = {"is_billing": entry.is_default_for_billing, "is_shipping": entry.is_default_for_shipping}
        _add(found, entry, **uses)
    for order in _orders(customer) if with_orders else ():
        for row, kind in ((order.shipping_address, "is_shipping"), (order.billing_address, "is_billing")):
            if row is not None:
                place = _add(found, row, **{kind: True})
                if place is not None and place.last_used_at != order.date_placed:
                    place.orders += 1
                    place.last_used_at = max(place.last_used_at or order.date_placed, order.date_placed)
    for place in found.values():
        place.lines = [line for line in place.lines if line]
    return sorted(found.values(), key=lambda each: (not each.is_preferred, not each.is_kept, -each.orders))


def _accounts(customer: Customer) -> list[int]:
    keys = customer.identifiers.filter(kind=CustomerIdentifier.Kind.USER)
    return [int(value) for value in keys.values_list("value", flat=True)]


def _orders(customer: Customer) -> QuerySet[Order]:
    theirs = CustomerOrder.objects.filter(customer=customer).values("order")
    orders = Order.objects.filter(pk__in=theirs).select_related("shipping_address", "billing_address")
    return orders.order_by("-date_placed", "-pk")[:LATEST_ORDERS]


def _add(found: dict[str, KnownAddress], row: object, **uses: bool) -> KnownAddress | None:
    """Count an address of Oscar's among the places; None for one that names none."""
    value = {
        name: str(getattr(row, name, "") or "")
        for name in (
            "first_name",
            "last_name",
            "line1",
            "line2",
            "line3",
            "line4",
            "postcode",
            "state",
            "country_id",
        )
    }
    more = f"{value['line2']} {value['line3']}".strip()
    digest = digest_of_address([value["line1"], more, value["postcode"], value["line4"], value["country_id"]])
    if not digest:
        return None
    name = f"{value['first_name']} {value['last_name']}".strip()
    lines = _lines(name, value["line1"], more, value["postcode"], value["line4"], value["state"])
    country = country_of(value["country_id"])
    place = found.setdefault(digest, KnownAddress(lines=[*lines, str(country or "")]))
    place.is_billing = place.is_billing or uses.get("is_billing", False)
    place.is_shipping = place.is_shipping or uses.get("is_shipping", False)
    return place


def _lines(name: str, line1: str, line2: str, postcode: str, city: str, state: str) -> list[str]:
    return [name, line1, line2, f"{postcode} {city}".strip(), state]


def household_of(customer: Customer) -> HouseholdMember | None:
    """Return a customer's place in a household, None where there is none."""
    return HouseholdMember.objects.filter(customer=customer).select_related("household").first()


def tags_of(customers: Collection[int]) -> dict[int, list[Tag]]:
    """Return the tags of customers, by their numbers, each list in alphabetical order. One query."""
    found: dict[int, list[Tag]] = defaultdict(list)
    rows = CustomerTag.objects.filter(customer__in=customers).select_related("tag").order_by("tag__folded")
    for row in rows:
        found[row.customer_id].append(row.tag)
    return found


def tags_with_numbers() -> QuerySet[Tag]:
    """List all tags with how many customers bear each."""
    return Tag.objects.annotate(
        number=Count("customer_tags", filter=_current("customer_tags__customer"))
    ).order_by("folded")


def most_used(pks: Collection[int]) -> Tag | None:
    """Return of these tags the one that most customers bear; of equals the oldest."""
    number = Count("customer_tags", filter=_current("customer_tags__customer"))
    return Tag.objects.filter(pk__in=pks).annotate(number=number).order_by("-number", "pk").first()


def _current(path: str) -> Q:
    return Q(**{f"{path}__merged_into": None})
