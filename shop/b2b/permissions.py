"""What can be permitted within a company; slices above add theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.registry import Registry


class Level(IntEnum):
    """How far a permission reaches: one's own, the department's, the company's, its subsidiaries' too."""

    OWN = 1
    DEPARTMENT = 2
    COMPANY = 3
    SUBSIDIARIES = 4


LEVEL_NAMES = {
    Level.OWN: _("own"),
    Level.DEPARTMENT: _("of the department"),
    Level.COMPANY: _("of the company"),
    Level.SUBSIDIARIES: _("of the company and its subsidiaries"),
}
ALL_LEVELS = tuple(Level)
WHOLE = (Level.COMPANY, Level.SUBSIDIARIES)


@dataclass(frozen=True, kw_only=True)
class CompanyPermission:
    """One thing that a role can grant, at one of `levels`; `label` ends the sentence "may ..."."""

    name: str
    label: str | Promise
    levels: tuple[Level, ...] = ALL_LEVELS
    order: int = 50


COMPANY_PERMISSIONS: Registry[CompanyPermission] = Registry(
    "company permission", sort=lambda entry: (entry.order, entry.name)
)


@dataclass(frozen=True, kw_only=True)
class PermissionArea:
    """Permissions whose names begin with "<name>." are offered only to companies that `applies_to` accepts.

    `applies_to` takes the key of a company.
    """

    name: str
    applies_to: Callable[[int], bool]


PERMISSION_AREAS: Registry[PermissionArea] = Registry("area of company permissions")


def permissions_for(company_id: int) -> list[CompanyPermission]:
    """List the permissions that mean something in a company; each area is asked once."""
    closed = {area.name for area in PERMISSION_AREAS if not area.applies_to(company_id)}
    return [entry for entry in COMPANY_PERMISSIONS if entry.name.partition(".")[0] not in closed]


for _permission in (
    CompanyPermission(name="orders.place", label=_("place orders"), levels=(Level.OWN,), order=10),
    CompanyPermission(name="orders.view", label=_("see orders"), order=11),
    CompanyPermission(
        name="members.manage", label=_("manage people and their roles"), levels=WHOLE, order=80
    ),
    CompanyPermission(name="roles.manage", label=_("define roles"), levels=(Level.COMPANY,), order=81),
    CompanyPermission(
        name="company.manage", label=_("manage locations and cost centres"), levels=WHOLE, order=82
    ),
):
    COMPANY_PERMISSIONS.register(_permission)
