"""What somebody may do for a partner account: its roles are those of the company that it belongs to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import account_of, delegate_role
from shop.b2b.access import access_of as company_access_of
from shop.b2b.permissions import Level
from shop.b2b.presets import grants_of
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class PartnerAccess:
    """For which partner account somebody acts, and what they may do there, by permission with its level."""

    account: PartnerAccount
    user_id: int
    grants: Mapping[str, int] = field(hash=False)
    department_id: int | None = None

    def level(self, permission: str) -> Level | None:
        """Return how far a permission reaches, None without it."""
        level = self.grants.get(permission)
        return Level(level) if level else None

    def can(self, permission: str, level: Level = Level.OWN) -> bool:
        """Tell whether a permission is granted, as far as `level` at least."""
        return self.grants.get(permission, 0) >= level

    def can_any(self, permissions: Iterable[str]) -> bool:
        """Tell whether one of these is granted; where none is named everybody may."""
        names = tuple(permissions)
        return not names or any(self.can(name) for name in names)

    def scope(self, permission: str, *, user: str = "created_by", account: str = "account") -> Q:
        """Select the rows that a permission reaches; without it none.

        `account` names the field of the partner account, `user` that of who made the row, for those who may
        see no more than their own or their department's.
        """
        level = self.level(permission)
        if level is None:
            return Q(pk__in=[])
        theirs = Q(**{account: self.account.pk})
        if level >= Level.COMPANY:
            return theirs
        own = Q(**{user: self.user_id})
        if level is Level.DEPARTMENT and self.department_id is not None:
            own |= Q(**{f"{user}__company_contact__department": self.department_id})
        return theirs & own


class _Holder(Protocol):
    """A user on whom the answer is kept."""

    _kiln_partner_access: PartnerAccess | None


def access_of(user: User | AnonymousUser | None) -> PartnerAccess | None:
    """Return what a user may do for their partner account; None for who has none.

    People of the company act for its account by the role they have in the company; a delegate acts for an
    account of another company by the role that the shop gave them there. Two queries, one more for a
    delegate; remembered on the user object, which lives as long as a request.
    """
    if user is None or not user.is_authenticated:
        return None
    holder = cast("_Holder", user)
    if not hasattr(holder, "_kiln_partner_access"):
        holder._kiln_partner_access = _read(user)
    return holder._kiln_partner_access


def _read(user: User) -> PartnerAccess | None:
    account = account_of(user)
    if account is None:
        return None
    if role := delegate_role(account, user):
        return PartnerAccess(account=account, user_id=user.pk, grants=grants_of(role))
    company = company_access_of(user)
    if company is None or company.company_id != account.company_id:
        return None
    return PartnerAccess(
        account=account, user_id=user.pk, grants=company.grants, department_id=company.department_id
    )
