"""What somebody may do for their company: asked once for each user object, by one query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from shop.b2b.models import Company, CompanyContact
from shop.b2b.permissions import Level
from shop.b2b.presets import grants_of
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class CompanyAccess:
    """For which company somebody acts, and what they may do there, by permission with its level.

    `lineage` are the company's key and those of its parents, the nearest first.
    """

    contact_id: int
    user_id: int
    company_id: int
    lineage: tuple[int, ...]
    group_id: int | None = None
    programme_group_id: int | None = None
    department_id: int | None = None
    location_id: int | None = None
    cost_centre_id: int | None = None
    grants: Mapping[str, int] = field(default_factory=dict, hash=False)

    def level(self, permission: str) -> Level | None:
        """Return how far a permission reaches, None without it."""
        level = self.grants.get(permission)
        return Level(level) if level else None

    def can(self, permission: str, level: Level = Level.OWN) -> bool:
        """Tell whether a permission is granted, as far as `level` at least."""
        return self.grants.get(permission, 0) >= level

    def scope(self, permission: str, *, user: str = "user", company: str = "company") -> Q:
        """Select the rows that a permission reaches; without it none.

        `user` names the field of who made the row, `company` that of the company it belongs to ("" where the
        model is the company itself).
        """
        level = self.level(permission)
        if level is None:
            return Q(pk__in=[])
        to = f"{company}__" if company else ""
        theirs = Q(**{f"{to}pk": self.company_id})
        if level is Level.SUBSIDIARIES:
            path = "/" + "/".join(str(key) for key in reversed(self.lineage)) + "/"
            return Q(**{f"{to}path__startswith": path})
        if level is Level.COMPANY:
            return theirs
        if level is Level.DEPARTMENT and self.department_id is not None:
            return theirs & (
                Q(**{f"{user}__company_contact__department": self.department_id}) | Q(**{user: self.user_id})
            )
        return theirs & Q(**{user: self.user_id})


class _Holder(Protocol):
    """A user on whom the answer is kept."""

    _kiln_company_access: CompanyAccess | None


def access_of(user: User | AnonymousUser | None) -> CompanyAccess | None:
    """Return what a user may do for the company they act for; None for who acts for none.

    A company on hold keeps its prices and its pages; a closed one, and a contact who is not active any more,
    are as if they were not there. One query, remembered on the user object, which lives as long as a request.
    """
    if user is None or not user.is_authenticated:
        return None
    holder = cast("_Holder", user)
    if not hasattr(holder, "_kiln_company_access"):
        holder._kiln_company_access = _read(CompanyContact.objects.filter(user=user))
    return holder._kiln_company_access


def access_of_contact(contact_id: int) -> CompanyAccess | None:
    """Return what a contact's account may do right now, read anew; for decisions under a lock."""
    return _read(CompanyContact.objects.filter(pk=contact_id, user__is_active=True))


def _read(contacts: QuerySet[CompanyContact]) -> CompanyAccess | None:
    rows = contacts.filter(is_active=True).exclude(user=None).exclude(company__status=Company.Status.CLOSED)
    contact = rows.select_related("company", "role").first()
    if contact is None or contact.user_id is None:
        return None
    company = contact.company
    return CompanyAccess(
        contact_id=contact.pk,
        user_id=contact.user_id,
        company_id=company.pk,
        lineage=tuple(company.lineage_keys),
        group_id=_group_of(company),
        programme_group_id=company.programme_group_id,
        department_id=contact.department_id,
        location_id=contact.location_id,
        cost_centre_id=contact.cost_centre_id,
        grants=grants_of(contact.role),
    )


def _group_of(company: Company) -> int | None:
    """Return the group's key, its own or the nearest parent's; a query only where it may be a parent's."""
    if company.group_id is not None or company.parent_id is None:
        return company.group_id
    above = Company.objects.filter(pk__in=company.lineage_keys[1:]).exclude(group=None)
    return above.order_by(Length("path").desc()).values_list("group_id", flat=True).first()
