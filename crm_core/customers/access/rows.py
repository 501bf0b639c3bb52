"""Which customers somebody of the staff sees: their own, their teams', their territories', or all.

Everybody with `customers.view_customer` sees the customers that they own. The rights `view_team_customer`,
`view_territory_customer` and `view_all_customer` widen that, and add up. A customer without an owner is
seen by who sees their territory or all. A merged record is seen by who sees the one that stands for it.

Whatever lists, finds, counts, exports or changes customers in the back office reads them through
`visible_to`, and rows that hang on one through `rows_visible_to`; what is not seen answers 404.
"""

from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from crm_core.customers.models import Customer, Team, Territory

VIEW = "customers.view_customer"
VIEW_TEAM = "customers.view_team_customer"
VIEW_TERRITORY = "customers.view_territory_customer"
VIEW_ALL = "customers.view_all_customer"

Somebody = AbstractBaseUser | AnonymousUser
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, kw_only=True)
class CustomerScope:
    """Which customers somebody sees: all, or those of these owners and of these territories."""

    sees_all: bool = False
    owners: frozenset[int] = frozenset()
    territories: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Say whether there is no customer that it could lead to."""
        return not (self.sees_all or self.owners or self.territories)

    def condition(self, prefix: str = "") -> Q:
        """Return the condition on customers, or after a `prefix` ("customer__") on what hangs on one."""
        if self.sees_all:
            return Q()
        found = Q(**{f"{prefix}owner__in": sorted(self.owners)})
        if self.territories:
            found |= Q(**{f"{prefix}territory__in": sorted(self.territories)})
        return found

    def includes(self, customer: Customer) -> bool:
        """Say whether a customer, who was read already, is seen."""
        return self.sees_all or customer.owner_id in self.owners or customer.territory_id in self.territories


def scope_of(user: Somebody) -> CustomerScope:
    """Return which customers somebody sees; read once for each user object, as Django does with rights."""
    known: CustomerScope | None = getattr(user, "_customer_scope", None)
    if known is None:
        known = _read_scope(user)
        user._customer_scope = known  # type: ignore[union-attr]
    return known


def _read_scope(user: Somebody) -> CustomerScope:
    if user.pk is None or not user.is_active or not user.has_perm(VIEW):
        return CustomerScope()
    if user.has_perm(VIEW_ALL):
        return CustomerScope(sees_all=True)
    owners, territories = {user.pk}, set()
    if user.has_perm(VIEW_TEAM):
        members = Team.members.through.objects.filter(team__in=Team.objects.filter(members=user.pk))
        owners.update(members.values_list("user", flat=True))
    if user.has_perm(VIEW_TERRITORY):
        territories.update(Territory.objects.filter(members=user.pk).values_list("pk", flat=True))
    return CustomerScope(owners=frozenset(owners), territories=frozenset(territories))


def visible_to(user: Somebody, among: QuerySet[Customer] | None = None) -> QuerySet[Customer]:
    """List the customers that somebody sees, of all or `among` some."""
    customers = Customer.objects.all() if among is None else among
    scope = scope_of(user)
    if scope.is_empty:
        return customers.none()
    return customers if scope.sees_all else customers.filter(scope.condition())


def rows_visible_to(user: Somebody, rows: QuerySet[M], *, by: str = "customer") -> QuerySet[M]:
    """List the rows whose customer, in field `by`, somebody sees; without a customer, only who sees all."""
    scope = scope_of(user)
    if scope.is_empty:
        return rows.none()
    return rows if scope.sees_all else rows.filter(scope.condition(f"{by}__"))


def may_see(user: Somebody, customer: Customer) -> bool:
    """Say whether somebody sees a customer, without a query for one that is not merged."""
    while customer.merged_into_id is not None:
        customer = Customer.records.get(pk=customer.merged_into_id)
    return scope_of(user).includes(customer)
