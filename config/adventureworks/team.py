"""Who sells: territories, teams, their representatives and what these were to sell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import Group

from config.adventureworks.files import Files, Row, address_of, money
from config.roles.services import set_up_roles
from crm_core.customers.models import Team, Territory
from crm_core.forecast.models import PeriodKind
from crm_core.forecast.periods import Period
from crm_core.forecast.quotas import REP
from crm_core.forecast.services import write_quota
from shop.user.models import User

REPRESENTATIVE, MANAGER = "sales representative", "sales manager"
NOWHERE = "NA"
#: A quota is dated up to two days before its quarter begins, or on its first.
INTO_THE_QUARTER = timedelta(days=15)


@dataclass(frozen=True, kw_only=True)
class Sellers:
    """Representatives by the key of the employee, territories by theirs."""

    people: Mapping[str, User]
    territories: Mapping[str, Territory]


def add_sellers(files: Files) -> Sellers:
    """Add territories, a team for each group of them, and who sold or had a quota; known ones stay.

    Their accounts are staff without a password: an administrator invites who shall log in.
    """
    regions = files.by_key("DimSalesTerritory", "SalesTerritoryKey")
    territories = {
        key: Territory.objects.get_or_create(name=_name(row))[0]
        for key, row in regions.items()
        if row["SalesTerritoryRegion"] != NOWHERE
    }
    set_up_roles()
    sellers = {row["EmployeeKey"] for row in files.rows("FactResellerSales")}
    sellers |= {row["EmployeeKey"] for row in files.rows("FactSalesQuota")}
    staff = files.by_key("DimEmployee", "EmployeeKey")
    people = {key: _person(staff[key]) for key in sorted(sellers, key=int)}
    for key, user in people.items():
        if territory := territories.get(staff[key]["SalesTerritoryKey"]):
            territory.members.add(user)
    _add_teams(regions, staff, people)
    return Sellers(people=people, territories=territories)


def _name(region: Row) -> str:
    """Name a territory: two countries have one, the United States five."""
    place, country = region["SalesTerritoryRegion"], region["SalesTerritoryCountry"]
    return place if place == country else f"{country}, {place}"


def _person(employee: Row) -> User:
    email = address_of(employee["EmailAddress"])
    names = {"first_name": employee["FirstName"], "last_name": employee["LastName"]}
    user, is_new = User.objects.get_or_create(email=email, defaults={**names, "is_staff": True})
    if is_new:
        user.set_unusable_password()
        user.save()
        role = MANAGER if _is_manager(employee) else REPRESENTATIVE
        user.groups.add(Group.objects.get(name=role))
    return user


def _is_manager(employee: Row) -> bool:
    return "Manager" in employee["Title"]


def _add_teams(regions: Mapping[str, Row], staff: Mapping[str, Row], people: Mapping[str, User]) -> None:
    """Make a team of each group of territories; its manager is who has that group in the title."""
    for group in sorted({row["SalesTerritoryGroup"] for row in regions.values()} - {NOWHERE}):
        team = Team.objects.get_or_create(name=group)[0]
        keys = {key for key, row in regions.items() if row["SalesTerritoryGroup"] == group}
        team.members.add(*(user for key, user in people.items() if staff[key]["SalesTerritoryKey"] in keys))
        for key, user in people.items():
            if _is_manager(staff[key]) and staff[key]["Title"].startswith(group[:6]):
                Team.objects.filter(pk=team.pk, manager=None).update(manager=user)
                team.members.add(user)


def add_quotas(files: Files, sellers: Sellers) -> int:
    """Write each representative's quota of each quarter; return how many there are."""
    rows = list(files.rows("FactSalesQuota"))
    for row in rows:
        day = files.day(row["Date"]) + INTO_THE_QUARTER
        quarter = Period(
            kind=PeriodKind.QUARTER, start=day.replace(month=day.month - (day.month - 1) % 3, day=1)
        )
        write_quota(REP, sellers.people[row["EmployeeKey"]].pk, quarter, money(row["SalesAmountQuota"]))
    return len(rows)
