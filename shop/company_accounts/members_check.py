"""What a member may do and see, in words, from the same answers that open their pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from shop.b2b.access import CompanyAccess
from shop.b2b.pages import COMPANY_MENU
from shop.b2b.permissions import LEVEL_NAMES, CompanyPermission, Level, permissions_for
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


def permitted_by(grants: dict[str, int], permissions: Iterable[CompanyPermission]) -> list[Permitted]:
    """List these permissions (`permissions_for` a company), and how far the grants reach."""
    rows = []
    for entry in permissions:
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
        permissions=permitted_by(dict(access.grants), permissions_for(access.company_id)),
        pages=pages,
        orders=orders_visible_to_member(access).count(),
    )
