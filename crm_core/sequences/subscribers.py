"""What ends a sequence, as it is told by events: an order, an objection, an address that takes nothing."""

from crm_core.consents.events import AddressSuppressed
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.services import attach_order
from crm_core.sequences.queries import customers_of_subject
from crm_core.sequences.services import stop_for_order, stop_for_refusals
from shop.events.registry import subscribe
from shop.order.events import OrderPlaced
from shop.order.models import Order


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """Stop what was to bring about an order, for the buyer and for the company they bought for."""
    order = Order.objects.get(pk=event.order_id)
    customer = attach_order(order)
    stop_for_order({customer.pk, *_account_of(customer)}, at=order.date_placed)


def _account_of(customer: Customer) -> list[int]:
    """Return the record of the company that somebody works for."""
    if customer.company_id is None:
        return []
    keys = CustomerIdentifier.objects.filter(
        kind=CustomerIdentifier.Kind.COMPANY, value=str(customer.company_id)
    )
    return list(keys.values_list("customer", flat=True))


@subscribe(AddressSuppressed)
def on_address_suppressed(event: AddressSuppressed) -> None:
    """Stop what cannot arrive, or is not wanted, at this address."""
    stop_for_refusals(customers_of_subject(event.subject_id))
