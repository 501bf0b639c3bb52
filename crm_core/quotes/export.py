"""A person's quotes as a part of a copy of their data."""

from collections.abc import Iterator

from crm_core.customers.models import Customer
from crm_core.profile.export import own_customer
from crm_core.quotes.models import Quote
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def quotes_of(customers: list[Customer]) -> Iterator[dict[str, object]]:
    """Yield what is kept of each quote of these records: what was asked and offered, and what was written."""
    quotes = Quote.objects.filter(customer__in=customers).order_by("created_at", "pk")
    for quote in quotes.prefetch_related("versions__lines", "comments", "files"):
        yield {
            "number": quote.number,
            "created": quote.created_at,
            "state": quote.state,
            "name": quote.name,
            "email": quote.email,
            "phone": quote.phone,
            "message": quote.message,
            "accepted": quote.accepted_at,
            "signed_by": quote.accepted_name,
            "reason": quote.reason,
            "versions": [
                {
                    "number": version.number,
                    "sent": version.sent_at,
                    "by": version.author_name,
                    "message": version.message,
                    "lines": [
                        {
                            "title": line.title,
                            "quantity": line.quantity,
                            "price": line.price,
                            "note": line.note,
                        }
                        for line in version.lines.all()
                    ],
                }
                for version in quote.versions.all()
                if version.sent_at is not None
            ],
            "comments": [
                {"written": comment.written_at, "by": comment.author_name, "text": comment.text}
                for comment in quote.comments.all()
            ],
            "files": [file.name for file in quote.files.all() if file.by_buyer],
        }


def quotes_of_user(user: User) -> list[dict[str, object]]:
    """List the quotes of an account's owner whose address is proved theirs."""
    customer = own_customer(user)
    return list(quotes_of([customer])) if customer is not None else []


def quotes_of_person(person: Person) -> list[dict[str, object]]:
    """List the quotes of each record that is shown to be theirs."""
    return list(quotes_of(list(Customer.objects.filter(pk__in=person.customers))))


EXPORTERS.register(Exporter(name="quotes", read=quotes_of_user, read_person=quotes_of_person))
