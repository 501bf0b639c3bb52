"""Who sells in the demo: territories, teams, and who owns which customers."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.demo.regulars import DOMAIN
from crm_core.customers.models import Customer, Team, Territory
from shop.order.models import Order
from shop.user.models import User

MANAGER = "manager@kiln.example"
# Of the people, who spent most has an owner, too.
PEOPLE_A_REP = 12


@dataclass(frozen=True, kw_only=True)
class Region:
    """A territory, its countries, and who sells there; several share its companies in turn."""

    name: str
    countries: tuple[str, ...]
    reps: tuple[str, ...]


REGIONS = (
    Region(name="Germany", countries=("DE",), reps=("rep@kiln.example", "felix@kiln.example")),
    Region(name="Alps", countries=("AT", "CH"), reps=("rep@kiln.example", "felix@kiln.example")),
    Region(name="Western Europe", countries=("NL", "FR"), reps=("sanne@kiln.example",)),
    Region(name="Britain and America", countries=("GB", "US"), reps=("oliver@kiln.example",)),
    Region(name="East Asia", countries=("TW", "HK", "CN"), reps=("hsin-yi@kiln.example",)),
)
TEAMS = {
    "Trade Europe": ("rep@kiln.example", "felix@kiln.example", "sanne@kiln.example", MANAGER),
    "Trade overseas": ("oliver@kiln.example", "hsin-yi@kiln.example", MANAGER),
}


def add_team() -> dict[str, User]:
    """Add teams and territories with their members; return the representatives by address."""
    users = {user.email: user for user in User.objects.filter(email__endswith="@kiln.example")}
    for name, emails in TEAMS.items():
        team = Team.objects.get_or_create(name=name)[0]
        Team.objects.filter(pk=team.pk, manager=None).update(manager=users[MANAGER])
        team.members.add(*(users[email] for email in emails))
    for region in REGIONS:
        territory = Territory.objects.get_or_create(name=region.name)[0]
        territory.members.add(*(users[email] for email in region.reps), users[MANAGER])
    return {email: users[email] for region in REGIONS for email in region.reps}


def give_customers(reps: Mapping[str, User]) -> list[Customer]:
    """Give every company of the regulars, and who of the people spent most, an owner and a territory.

    Two statements for each representative and territory. Returns the companies' customers by name.
    """
    countries = dict(
        Order.objects.filter(guest_email__endswith=f"@{DOMAIN}")
        .order_by()
        .values_list("guest_email", "tax_country")
    )
    known = Customer.objects.filter(email__in=countries)
    companies = list(known.filter(company__isnull=False).order_by("name", "pk"))
    people = list(known.filter(company=None, orders_count__gt=1).order_by("-spent", "pk")[:400])
    for region in REGIONS:
        territory = Territory.objects.get(name=region.name)
        for place, email in enumerate(region.reps):
            own = _turn(companies, countries, region, place)
            own += _turn(people, countries, region, place)[:PEOPLE_A_REP]
            numbers = [customer.pk for customer in own]
            Customer.objects.filter(pk__in=numbers, owner=None).update(owner=reps[email], territory=territory)
    owned = Customer.objects.filter(pk__in=[one.pk for one in companies], owner__in=reps.values())
    return list(owned.select_related("owner", "company", "score").order_by("name", "pk"))


def _turn(
    customers: list[Customer], countries: Mapping[str, str], region: Region, place: int
) -> list[Customer]:
    """Return which of the customers of a region are those of its representative at this place."""
    there = [one for one in customers if countries[one.email] in region.countries]
    return there[place :: len(region.reps)]
