"""Returns, repairs and withdrawals of somebody: what goes, what stays as proof, what their copy holds."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.order.models import Order
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import (
    DELAYS,
    ERASERS,
    KEPT,
    UNRELATED,
    Delay,
    Eraser,
    Kept,
    Unrelated,
)
from shop.privacy.erasure.rows import blank, by_address, deleted, redact_rows
from shop.privacy.export import EXPORTERS, Exporter
from shop.returns.models import Inspection, Return, ReturnLabel, ReturnPhoto
from shop.returns.states import OPEN
from shop.user.models import User
from shop.warranties.models import Repair, WarrantyUnit
from shop.warranties.states import OPEN as OPEN_REPAIRS
from shop.withdrawal.models import Declarant, Withdrawal


def _returns(person: Person) -> QuerySet[Return]:
    return Return.objects.filter(order__in=person.orders)


def _declarants(person: Person) -> QuerySet[Declarant]:
    named = Q(pk__in=by_address(Declarant, "email", person).values("pk"))
    return Declarant.objects.filter(named | Q(withdrawal__order__in=person.orders))


def erase_returns(person: Person) -> int:
    """Delete photos and labels, empty what the buyer wrote, strike them out of what staff wrote."""
    found = _returns(person)
    number = deleted(ReturnPhoto.objects.filter(parent__in=found))
    number += deleted(ReturnLabel.objects.filter(parent__in=found))
    number += blank(found, ["comment", "tracking_number"])
    number += redact_rows(found, ["refusal"], person)
    return number + redact_rows(Inspection.objects.filter(return_line__parent__in=found), ["note"], person)


def _repairs(person: Person) -> QuerySet[Repair]:
    return Repair.objects.filter(unit__line__order__in=person.orders)


def erase_repairs(person: Person) -> int:
    """Empty what the customer wrote of a fault, strike them out of what the workshop wrote."""
    found = _repairs(person)
    number = blank(found, ["fault", "tracking_number"])
    return number + redact_rows(found, ["refusal", "diagnosis"], person)


def erase_declarants(person: Person) -> int:
    """Delete who withdrew; the statement itself names nobody and stays."""
    return deleted(_declarants(person))


def has_open_return(person: Person) -> bool:
    """Pieces are on their way back or in repair, or money for them is due."""
    open_withdrawals = Withdrawal.objects.filter(order__in=person.orders, outcome=None)
    waiting = (
        _returns(person).filter(state__in=OPEN),
        _repairs(person).filter(state__in=OPEN_REPAIRS),
        open_withdrawals,
    )
    return any(rows.exists() for rows in waiting)


ERASERS.register(
    Eraser(
        name="returns",
        label=_("comments and photos of returns, their labels"),
        fields=(
            *("returns.Return.comment", "returns.Return.refusal", "returns.Return.tracking_number"),
            *("returns.Inspection.note", "returns.ReturnPhoto.*", "returns.ReturnLabel.*"),
        ),
        erase=erase_returns,
        count=lambda person: _returns(person).count(),
    )
)
ERASERS.register(
    Eraser(
        name="repairs",
        label=_("what is written about faults and repairs"),
        fields=(
            *("warranties.Repair.fault", "warranties.Repair.diagnosis", "warranties.Repair.refusal"),
            "warranties.Repair.tracking_number",
        ),
        erase=erase_repairs,
        count=lambda person: _repairs(person).count(),
    )
)
ERASERS.register(
    Eraser(
        name="declarants",
        label=_("who withdrew from a contract"),
        fields=("withdrawal.Declarant.*",),
        erase=erase_declarants,
        count=lambda person: _declarants(person).count(),
    )
)
KEPT.register(
    Kept(
        name="withdrawals",
        label=_("returns and withdrawals: number, items, sums, day and time"),
        reason=_("They prove what was taken back and that a withdrawal was received; they name nobody."),
        fields=(
            *("returns.Return.number", "returns.Return.key", "returns.Return.state"),
            *("returns.Return.origin", "returns.Return.outcome", "returns.Return.return_delivery_paid_by"),
            *("returns.Inspection.condition", "returns.Inspection.disposition", "returns.Settlement.*"),
            *("withdrawal.Withdrawal.*", "returns.LineTerms.*"),
        ),
    )
)
KEPT.register(
    Kept(
        name="repairs",
        label=_("repairs and serial numbers: number, days, outcome"),
        reason=_("They prove what is covered and was repaired; they name nobody."),
        fields=(
            *("warranties.WarrantyUnit.serial", "warranties.Repair.number", "warranties.Repair.key"),
            *("warranties.Repair.state", "warranties.Repair.coverage", "warranties.Repair.outcome"),
        ),
    )
)
UNRELATED.register(
    Unrelated(name="return-policy", fields=("returns.ReturnSettings.*", "returns.ReturnReason.*"))
)
DELAYS.register(
    Delay(name="open-return", label=_("A return, a repair or a withdrawal is open."), applies=has_open_return)
)


def returns(user: User) -> Iterator[dict[str, object]]:
    """Each return of an account's orders."""
    yield from _told(Order.objects.filter(user=user))


def returns_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each return of orders placed with an address of theirs."""
    yield from _told(Order.objects.filter(pk__in=person.orders))


def _told(orders: QuerySet[Order]) -> Iterator[dict[str, object]]:
    rows = Return.objects.filter(order__in=orders.order_by().values("pk")).select_related("order")
    for found in rows.prefetch_related("lines__line", "photos").order_by("pk").iterator(chunk_size=200):
        yield {
            "number": found.number,
            "order": found.order.number,
            "status": found.get_state_display(),
            "asked_at": found.requested_at,
            "comment": found.comment,
            "photographs": found.photos.count(),
            "lines": [{"title": row.line.title, "quantity": row.quantity} for row in found.lines.all()],
        }


def withdrawals(user: User) -> Iterator[dict[str, object]]:
    """Each statement about an account's orders."""
    yield from _stated(Order.objects.filter(user=user))


def withdrawals_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each statement about orders placed with an address of theirs."""
    yield from _stated(Order.objects.filter(pk__in=person.orders))


def _stated(orders: QuerySet[Order]) -> Iterator[dict[str, object]]:
    rows = Withdrawal.objects.filter(order__in=orders.order_by().values("pk"))
    for found in rows.select_related("order", "declarant").order_by("pk").iterator():
        declarant = getattr(found, "declarant", None)
        yield {
            "number": found.number,
            "order": found.order.number,
            "statement": found.statement,
            "confirmed_at": found.confirmed_at,
            "name": declarant.name if declarant else "",
            "email": declarant.email if declarant else "",
        }


def warranties(user: User) -> Iterator[dict[str, object]]:
    """Each item under warranty of an account's orders, with its repairs."""
    yield from _covered(Order.objects.filter(user=user))


def warranties_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each item under warranty of orders placed with an address of theirs."""
    yield from _covered(Order.objects.filter(pk__in=person.orders))


def _covered(orders: QuerySet[Order]) -> Iterator[dict[str, object]]:
    rows = WarrantyUnit.objects.filter(line__order__in=orders.order_by().values("pk"))
    rows = rows.select_related("line__order").prefetch_related("repairs").order_by("pk")
    for unit in rows.iterator(chunk_size=200):
        yield {
            "order": unit.line.order.number,
            "title": unit.line.title,
            "serial": unit.serial,
            "covered_from": unit.starts_on,
            "covered_until": unit.ends_on,
            "repairs": [
                {"number": repair.number, "fault": repair.fault, "status": repair.get_state_display()}
                for repair in unit.repairs.all()
            ],
        }


EXPORTERS.register(Exporter(name="warranties", read=warranties, read_person=warranties_of_person))
EXPORTERS.register(Exporter(name="returns", read=returns, read_person=returns_of_person))
EXPORTERS.register(Exporter(name="withdrawals", read=withdrawals, read_person=withdrawals_of_person))
