"""What the customer's record hears of."""

from crm_core.customers.erasure import anonymise_customer
from crm_core.customers.events import CustomersMerged, CustomersUnmerged, IdentityFactsChanged
from crm_core.customers.matching.services import look_for_duplicates
from crm_core.customers.merging.homes import gather
from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order, refresh_figures
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderPlaced
from shop.order.models import Order
from shop.privacy.events import AccountDeleted


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """The order gets its customer, and the customer's figures count it."""
    attach_order(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """A cancelled order leaves the figures."""
    refresh_figures(attach_order(Order.objects.get(pk=event.order_id)))


@subscribe(AccountDeleted)
def on_account_deleted(event: AccountDeleted) -> None:
    """The record of somebody who wanted to be forgotten loses their name."""
    anonymise_customer(user_id=event.user_id, email_confirmed=event.email_confirmed)


@subscribe(IdentityFactsChanged)
def on_identity_facts_changed(event: IdentityFactsChanged) -> None:
    """Who may be the same as this customer is looked for now, not while somebody waits at the checkout."""
    look_for_duplicates(event.customer_id)


@subscribe(CustomersMerged)
def on_customers_merged(event: CustomersMerged) -> None:
    """What was written to the merged record at the very moment follows, and the survivor is compared."""
    if gather(event.merged_id):
        refresh_figures(Customer.records.get(pk=event.customer_id))
    look_for_duplicates(event.customer_id)


@subscribe(CustomersUnmerged)
def on_customers_unmerged(event: CustomersUnmerged) -> None:
    """Both are compared anew; never with each other."""
    look_for_duplicates(event.customer_id)
    look_for_duplicates(event.restored_id)
