"""What somebody may do for a partner account: its roles are those of the company that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import account_of
from shop.b2b.access import access_of as company_access_of
from shop.b2b.permissions import Level
from shop.b2b.presets import ADMINISTRATOR, grants_of_preset
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class PartnerAccess:
    """For which partner account somebody acts, and what they may do there, by permission with its level."""

    account: PartnerAccount
    user_id: int
    grants: Mapping[str, int]

    def level(self, permission: str) -> Level | None:
        """Return how far a permission reaches, None without it."""
        level = self.grants.get(permission)
        return Level(level) if level else None

    def can(self, permission: str, level: Level = Level.OWN) -> bool:
        """Tell whether a permission is granted, as far as `level` at least."""
        return self.grants.get(permission, 0) >= level

    def scope(self, permission: str, *, user: str = "created_by", account: str = "account") -> Q:
        """Select the rows that a permission reaches; without it none.

        `account` names the field of the partner account, `user` that of who made the row, for those who may
        see no more than their own.
        """
        level = self.level(permission)
        if level is None:
            return Q(pk__in=[])
        theirs = Q(**{account: self.account.pk})
        return theirs if level > Level.OWN else theirs & Q(**{user: self.user_id})


def access_of(user: User | AnonymousUser | None) -> PartnerAccess | None:
    """Return what a user may do for their partner account; None for who has none.

    Remembered on the user object, which lives as long as a request.
    """
    if user is None or not user.is_authenticated:
        return None
    holder: Any = user
    if not hasattr(holder, "_kiln_partner_access"):
        holder._kiln_partner_access = _read(user)
    found: PartnerAccess | None = holder._kiln_partner_access
    return found


def _read(user: User) -> PartnerAccess | None:
    account = account_of(user)
    if account is None:
        return None
    company = company_access_of(user)
    theirs = company is not None and company.company_id == account.company_id
    grants = company.grants if company is not None and theirs else grants_of_preset(ADMINISTRATOR)
    return PartnerAccess(account=account, user_id=user.pk, grants=grants)
