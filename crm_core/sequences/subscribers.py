"""What ends a sequence, as it is told by events: an order, a refusal, an address that takes nothing."""

from crm_core.consents.events import AddressSuppressed, ConsentRecorded
from crm_core.consents.models import ConsentSubject
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.queries import customer_of_user
from crm_core.customers.services import attach_order
from crm_core.sequences.services import stop_for_order, stop_for_refusals
from shop.events.registry import subscribe
from shop.order.events import OrderPlaced
from shop.order.models import Order

Kind = ConsentSubject.Kind


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


@subscribe(ConsentRecorded)
def on_consent_recorded(event: ConsentRecorded) -> None:
    """Stop what its reader does not want any more."""
    stop_for_refusals(_customers_of(event.subject_id))


@subscribe(AddressSuppressed)
def on_address_suppressed(event: AddressSuppressed) -> None:
    """Stop what cannot arrive, or is not wanted, at this address."""
    stop_for_refusals(_customers_of(event.subject_id))


def _customers_of(subject_id: int) -> set[int]:
    """Return whose address, number, account or record a subject of the ledger is."""
    subject = ConsentSubject.objects.filter(pk=subject_id).first()
    if subject is None or not subject.value:
        return set()
    if subject.kind == Kind.CUSTOMER:
        return {int(subject.value)}
    if subject.kind == Kind.USER:
        customer = customer_of_user(int(subject.value))
        return {customer.pk} if customer else set()
    keys = CustomerIdentifier.objects.filter(kind=subject.kind, value=subject.value)
    return set(keys.values_list("customer", flat=True))
