"""What we reckon of how somebody buys, as a part of a copy of their data."""

from crm_core.customers.queries import customer_of_user
from crm_core.scores.models import CustomerScore
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User

FIELDS = (
    *("order_days", "recency", "frequency", "monetary", "interval", "p_order", "p_alive", "clv"),
    *("forecast_on", "margin", "revenue"),
)


def scores(user: User) -> list[dict[str, object]]:
    """The scores of the record that the account leads to, if an address of it is shown to be theirs."""
    customer = customer_of_user(user.pk)
    addresses = confirmed_addresses(user)
    if customer is None or not customer.identifiers.filter(kind="email", value__in=addresses).exists():
        return []
    return _scores_of([customer.pk])


def scores_of_person(person: Person) -> list[dict[str, object]]:
    """The scores of every record that is shown to be theirs."""
    return _scores_of(sorted(person.customers))


def _scores_of(customers: list[int]) -> list[dict[str, object]]:
    found = CustomerScore.objects.filter(customer__in=customers).order_by("pk")
    return [{name: getattr(score, name) for name in FIELDS} for score in found]


EXPORTERS.register(Exporter(name="scores", read=scores, read_person=scores_of_person))
