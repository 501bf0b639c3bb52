"""Orders that were written offline and wait, as a part of a copy of a person's data."""

from collections.abc import Iterable, Iterator

from crm_core.customers.models import Customer
from crm_core.offline.models import OfflineOrder
from crm_core.profile.export import own_customer
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def waiting_for(customers: Iterable[Customer]) -> Iterator[dict[str, object]]:
    """Yield what was written for these records and is not decided yet."""
    rows = OfflineOrder.objects.filter(customer__in=list(customers), state=OfflineOrder.State.WAITING)
    for order in rows.order_by("pk"):
        yield {
            "written": order.written_at,
            "remark": order.remark,
            "items": [{"title": line["title"], "quantity": line["quantity"]} for line in order.lines],
        }


def orders_of_user(user: User) -> list[dict[str, object]]:
    """List what waits for an account's owner whose address is proved theirs."""
    customer = own_customer(user)
    return list(waiting_for([customer])) if customer is not None else []


def orders_of_person(person: Person) -> list[dict[str, object]]:
    """List what waits for each record that is shown to be theirs."""
    return list(waiting_for(Customer.objects.filter(pk__in=person.customers)))


EXPORTERS.register(Exporter(name="orders-written-offline", read=orders_of_user, read_person=orders_of_person))
