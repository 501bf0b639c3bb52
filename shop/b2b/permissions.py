"""What can be permitted within a company; slices above add theirs."""

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
