"""A person's deals as a part of a copy of their data."""

from collections.abc import Iterator

from crm_core.customers.models import Customer
from crm_core.pipeline.models import Deal
from crm_core.profile.export import own_customer
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def deals_of(customers: list[Customer]) -> Iterator[dict[str, object]]:
    """Yield what is kept of each deal with these records: what it is about, its products, how it went."""
    deals = Deal.objects.filter(customer__in=customers).select_related("stage", "loss_reason")
    for deal in deals.prefetch_related("lines", "files").order_by("created_at", "pk"):
        yield {
            "title": deal.title,
            "opened": deal.created_at,
            "closed": deal.closed_at,
            "state": deal.state,
            "stage": deal.stage.name,
            "amount": deal.amount,
            "currency": deal.currency,
            "loss_reason": deal.loss_reason.name if deal.loss_reason else "",
            "note": deal.loss_note,
            "products": [
                {"title": line.title, "quantity": line.quantity, "total": line.total}
                for line in deal.lines.all()
            ],
            "files": [file.name for file in deal.files.all()],
        }


def deals_of_user(user: User) -> list[dict[str, object]]:
    """List the deals with an account's owner whose address is proved theirs."""
    customer = own_customer(user)
    return list(deals_of([customer])) if customer is not None else []


def deals_of_person(person: Person) -> list[dict[str, object]]:
    """List the deals with each record that is shown to be theirs."""
    return list(deals_of(list(Customer.objects.filter(pk__in=person.customers))))


EXPORTERS.register(Exporter(name="deals", read=deals_of_user, read_person=deals_of_person))
