"""What a customer's goods cost when a colleague writes them down: as order entry prices them."""

from crm_core.customers.models import Customer
from crm_core.order_entry import drafts
from crm_core.order_entry.addresses import address_of, choices_for, place_of
from crm_core.order_entry.buyers import purchaser_of, strategy_for
from crm_core.order_entry.models import OrderDraft
from shop.basket.models import Basket
from shop.partner.strategy import Strategy
from shop.user.models import User


def strategy_of(draft: OrderDraft) -> Strategy:
    """Return the customer's strategy, at the tax of where the goods of the draft go."""
    purchaser = purchaser_of(draft)
    address = address_of(draft, choices_for(draft, purchaser))
    return strategy_for(purchaser, place_of(draft, address))


def draft_or_blank(customer: Customer, user: User) -> OrderDraft:
    """Return what a colleague writes for a customer, or a draft that is not saved. Writes nothing."""
    found = drafts.open_draft_of(customer, user)
    return found or OrderDraft(customer=customer, by=user, basket=Basket(status=Basket.SAVED))
