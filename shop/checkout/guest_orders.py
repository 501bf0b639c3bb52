"""What somebody bought as a guest becomes their account's, once the address is shown to be theirs."""

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower

from shop.basket.draws import keep_draw
from shop.contact_data import email_spellings
from shop.order.models import Order
from shop.user.models import User


def claim_orders(user: User) -> int:
    """Give a user the guest orders placed with an address they have confirmed; return how many.

    An address that is only typed proves nothing, so without a confirmed one nothing is claimed; an
    order that has an account keeps it. One conditional UPDATE: called twice or at once it does no harm. Who
    has no basket of their own yet stays drawn for holdouts as at the first of these orders.
    """
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    spelt = {spelling for email in confirmed for spelling in email_spellings(email)}
    orders = Order.objects.annotate(guest=Lower("guest_email")).filter(user=None, guest__in=spelt)
    theirs = orders.exclude(guest_email="")
    first = theirs.filter(basket__isnull=False).order_by("date_placed").values_list("basket__public_id")
    drawn_as = first.first()
    claimed = theirs.update(user=user)
    if claimed and drawn_as:
        keep_draw(user, drawn_as[0])
    return claimed
