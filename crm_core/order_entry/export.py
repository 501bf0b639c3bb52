"""What colleagues write down for a person, and how they took orders, as a part of a copy of their data."""

from collections.abc import Iterable, Iterator

from crm_core.customers.models import Customer, CustomerOrder
from crm_core.order_entry.models import OrderDraft, StaffOrder
from crm_core.profile.export import own_customer
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def orders_of(customers: Iterable[Customer]) -> Iterator[dict[str, object]]:
    """Yield the open drafts for these records, and the orders that colleagues placed for them."""
    records = list(customers)
    drafts = OrderDraft.objects.filter(customer__in=records, placed_at=None).order_by("pk")
    for draft in drafts.prefetch_related("basket__lines__product__parent"):
        yield {
            "order": "",
            "written": draft.created_at,
            "ordered": draft.channel,
            "remark": draft.reason,
            "note": draft.note,
            "po_number": draft.po_number,
            "email": draft.email,
            "address": draft.address,
            "discount_percent": str(draft.discount_percent),
            "discount_reason": draft.discount_reason,
            "items": [
                {"title": line.product.get_title(), "quantity": line.quantity}
                for line in draft.basket.lines.all()
            ],
        }
    theirs = CustomerOrder.objects.filter(customer__in=records).values("order")
    for row in StaffOrder.objects.filter(order__in=theirs).select_related("order").order_by("pk"):
        yield {
            "order": row.order.number,
            "written": row.placed_at,
            "ordered": row.channel,
            "remark": row.reason,
            "discount_percent": str(row.discount_percent),
            "discount_reason": row.discount_reason,
        }


def orders_of_user(user: User) -> list[dict[str, object]]:
    """List what is kept for an account's owner whose address is proved theirs."""
    customer = own_customer(user)
    return list(orders_of([customer])) if customer is not None else []


def orders_of_person(person: Person) -> list[dict[str, object]]:
    """List what is kept for each record that is shown to be theirs."""
    return list(orders_of(Customer.objects.filter(pk__in=person.customers)))


EXPORTERS.register(Exporter(name="orders-by-staff", read=orders_of_user, read_person=orders_of_person))
