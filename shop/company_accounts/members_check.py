"""What a member may do and see, in words, from the same answers that open their pages."""

from dataclasses import dataclass

from django.utils.functional import Promise

from shop.b2b.access import CompanyAccess
from shop.b2b.pages import COMPANY_MENU
from shop.b2b.permissions import COMPANY_PERMISSIONS, LEVEL_NAMES, Level
from shop.order.visibility import orders_visible_to_member


@dataclass(frozen=True, kw_only=True)
class Permitted:
    """A permission of the list; `reach` says how far, empty where there is nothing to choose."""

    label: Promise | str
    is_granted: bool
    reach: Promise | str = ""


@dataclass(frozen=True, kw_only=True)
class MemberCheck:
    """Permissions, pages of the menu, and how many orders somebody sees."""

    permissions: list[Permitted]
    pages: list[Promise | str]
    orders: int


def permitted_by(grants: dict[str, int]) -> list[Permitted]:
    """List every permission there is, and how far these grants reach."""
    rows = []
    for entry in COMPANY_PERMISSIONS:
        level = grants.get(entry.name, 0)
        reach = LEVEL_NAMES[Level(level)] if level and len(entry.levels) > 1 else ""
        rows.append(Permitted(label=entry.label, is_granted=bool(level), reach=reach))
    return rows


def check_of(access: CompanyAccess | None) -> MemberCheck | None:
    """Return what somebody may do and see; None for who acts for no company."""
    if access is None:
        return None
    pages = [
        item.label
        for item in COMPANY_MENU
        if not item.permissions or any(access.can(name) for name in item.permissions)
    ]
    return MemberCheck(
        permissions=permitted_by(dict(access.grants)),
        pages=pages,
        orders=orders_visible_to_member(access).count(),
    )
