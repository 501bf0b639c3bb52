"""Quotas of a period, by subject, and who may have one."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_core.customers.access.rows import scope_of
from crm_core.customers.models import Customer, Team, Territory
from crm_core.forecast.models import PeriodKind, Quota
from crm_core.forecast.periods import Period
from shop.user.models import User

REP, TEAM, TERRITORY = "user", "team", "territory"
SUBJECTS: dict[str, str | Promise] = {
    REP: _("Representatives"),
    TEAM: _("Teams"),
    TERRITORY: _("Territories"),
}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Somebody or something that sells: a representative, a team, a territory."""

    key: int
    label: str


def representatives() -> QuerySet[User]:
    """List the colleagues who own customers, are in a team or a territory, or have a quota."""
    circles = (
        Team.members.through.objects.values("user"),
        Territory.members.through.objects.values("user"),
        Quota.objects.filter(user__isnull=False).values("user"),
        Customer.objects.filter(owner__isnull=False).values("owner"),
    )
    known = Q()
    for numbers in circles:
        known |= Q(pk__in=numbers)
    return User.objects.filter(known, is_active=True, is_staff=True)


def user_label(user: User) -> str:
    """Name a colleague."""
    return user.get_full_name() or user.email


def subjects_of(kind: str, user: User) -> list[Subject]:
    """List the representatives, teams or territories that somebody answers for, by name."""
    scope = scope_of(user)
    if kind == REP:
        people = representatives() if scope.sees_all else representatives().filter(pk__in=scope.owners)
        found = [Subject(key=person.pk, label=user_label(person)) for person in people]
        return sorted(found, key=attrgetter("label", "key"))
    if kind == TEAM:
        teams = Team.objects.all() if scope.sees_all else Team.objects.filter(members=user)
        return [Subject(key=team.pk, label=team.name) for team in teams]
    territories = Territory.objects.all()
    if not scope.sees_all:
        territories = territories.filter(pk__in=scope.territories)
    return [Subject(key=territory.pk, label=territory.name) for territory in territories]


def quotas_of(period: Period, subject: str) -> Mapping[int, Decimal]:
    """Return the quotas of a period by number of the subject; a quarter without one has its months' sum."""
    wanted = Q(kind=period.kind, starts_on=period.start)
    if period.kind == PeriodKind.QUARTER:
        wanted |= Q(kind=PeriodKind.MONTH, starts_on__in=period.months)
    rows = Quota.objects.filter(wanted, **{f"{subject}__isnull": False})
    own: dict[int, Decimal] = {}
    months: dict[int, Decimal] = {}
    for key, kind, amount in rows.values_list(subject, "kind", "amount"):
        if kind == period.kind:
            own[key] = amount
        else:
            months[key] = months.get(key, Decimal("0.00")) + amount
    return {**months, **own}
