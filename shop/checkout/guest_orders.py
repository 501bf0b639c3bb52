"""What somebody bought as a guest becomes their account's, once the address is shown to be theirs."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower

from shop.contact_data import email_spellings
from shop.order.models import Order


def claim_orders(user: Any) -> int:
    """Give a user the guest orders placed with an address they have confirmed; return how many.

    An address that is only typed proves nothing, so without a confirmed one nothing is claimed; an
    order that has an account keeps it. One conditional UPDATE: called twice or at once it does no harm.
    """
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    spelt = {spelling for email in confirmed for spelling in email_spellings(email)}
    orders = Order.objects.annotate(guest=Lower("guest_email")).filter(user=None, guest__in=spelt)
    return orders.exclude(guest_email="").update(user=user)
