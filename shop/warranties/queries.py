"""Reading warranties: what is covered, the units of an order, of an account, of a serial number."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.returns.queries import pieces_left
from shop.time_zones import shop_day
from shop.user.models import User
from shop.warranties.models import Repair, WarrantyUnit
from shop.warranties.states import OPEN


@dataclass(frozen=True, kw_only=True)
class Entitlement:
    """Whether a unit may be repaired under warranty today; `problem` says in words why not."""

    unit: WarrantyUnit
    problem: str = ""

    @property
    def is_covered(self) -> bool:
        """Whether there is a right to a repair."""
        return not self.problem


def normalised_serial(typed: str) -> str:
    """Return a serial number as it is kept: capitals, without spaces."""
    return "".join(typed.split()).upper()


def entitlement_of(unit: WarrantyUnit, *, today: date | None = None) -> Entitlement:
    """Tell whether a unit is covered on a day (today, if none is named)."""
    return Entitlement(unit=unit, problem=_problem(unit, today or shop_day()))


def _problem(unit: WarrantyUnit, today: date) -> str:
    if unit.starts_on is None or unit.ends_on is None:
        return _("The warranty begins with the delivery.")
    if today > unit.ends_on:
        return _("The warranty ended on %(day)s.") % {"day": date_format(unit.ends_on)}
    return ""


def units_of(order: Order) -> QuerySet[WarrantyUnit]:
    """List the units of an order with their repairs at hand, line by line."""
    repairs = Prefetch("repairs", Repair.objects.order_by("-pk"))
    rows = WarrantyUnit.objects.filter(line__order=order, starts_on__isnull=False)
    return rows.select_related("line__order").prefetch_related(repairs).order_by("line_id", "pk")


def units_of_account(user: User) -> QuerySet[WarrantyUnit]:
    """List the delivered units of an account's orders, the latest first."""
    repairs = Prefetch("repairs", Repair.objects.order_by("-pk"))
    rows = WarrantyUnit.objects.filter(line__order__user=user, starts_on__isnull=False)
    return rows.select_related("line__order").prefetch_related(repairs).order_by("-starts_on", "-pk")


def units_with_serial(serial: str) -> list[WarrantyUnit]:
    """Find delivered units by serial number; several makers may use the same one."""
    wanted = normalised_serial(serial)
    rows = WarrantyUnit.objects.filter(serial=wanted, starts_on__isnull=False).select_related("line")
    return list(rows.order_by("pk")[:10]) if wanted else []


def is_back(unit: WarrantyUnit) -> bool:
    """Tell whether so many pieces of a line are back, or on their way, that this one must be among them.

    A piece in another repair is still its owner's and cannot be this one.
    """
    line = unit.line
    others = Repair.objects.filter(unit__line=line, state__in=OPEN).exclude(unit=unit).count()
    return pieces_left(line.order)[line.pk] <= others
