"""Turning a draft into an order, once: through the one door, as the checkout does."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.models import Customer, CustomerOrder
from crm_core.customers.records import trees
from crm_core.order_entry.approvals import call_off
from crm_core.order_entry.calculation import Calculation, billing_address, calculate
from crm_core.order_entry.deals import win_deal_of
from crm_core.order_entry.models import OrderDraft, StaffOrder
from crm_core.timeline.services import record as tell
from shop.audit.services import record as log
from shop.basket.models import Basket
from shop.checkout.mixins import OrderPlacementMixin
from shop.checkout.stored_value import spend
from shop.notifications.order_mail import send_confirmation
from shop.order.exceptions import AlreadyOrdered, DiscountUnavailable, OrderRefused, QuantityNotAllowed
from shop.order.models import BUYERS_NOTE, Order
from shop.order.utils import OrderCreator
from shop.order_statuses import PENDING_PAYMENT
from shop.partner.exceptions import OutOfStock
from shop.shipping.exceptions import DeliveryUnavailableError
from shop.store_credit.exceptions import CreditError
from shop.user.models import User

#: What the timeline and the audit log call it.
ENTERED = "order_entered"
CHANGED = gettext_lazy("Something has changed since you last looked. Please check the order again.")


class CannotPlaceError(Exception):
    """The draft cannot be placed as it is; `problems` say why, for whoever writes it. Nothing has changed."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


class _MovedError(Exception):
    """What is about to be written is not what was shown any more."""


#: What is not to be had any more: goods, a discount, a delivery day, money on a card or account.
MOVED = (
    CreditError,
    DeliveryUnavailableError,
    DiscountUnavailable,
    OutOfStock,
    QuantityNotAllowed,
    _MovedError,
)


def place(draft: OrderDraft, *, by: User, seen: str) -> Order:
    """Place the order that was shown as `seen` (a fingerprint); one that is placed is returned as it is.

    In one transaction, in the customer's language: addresses, the order with its stock and `OrderPlaced` (the
    basket is claimed by one conditional UPDATE), whose it is, payment, note, who placed it, log and timeline,
    the deal won, open questions called off; where it is paid online, the mail with the link. Raises
    CannotPlaceError when something has changed since it was shown, is missing or sold out; then nothing is
    written and the draft stays as it was typed.
    """
    try:
        with transaction.atomic():
            held = _held(draft)
            if held.order is not None:
                return held.order
            language = _checked(held, seen=seen).purchaser.language
            with translation.override(language):
                return _write(held, by=by, seen=seen)
    except AlreadyOrdered as late:
        if late.order is None:
            raise CannotPlaceError([_("This draft was discarded.")]) from late
        return late.order
    except OrderRefused as refusal:
        raise CannotPlaceError([str(refusal)]) from refusal
    except MOVED as refusal:
        # Its words are in the customer's language; what is in the way now is said in the colleague's.
        raise CannotPlaceError(calculate(_fresh(draft)).problems or [str(CHANGED)]) from refusal


def _checked(draft: OrderDraft, *, seen: str) -> Calculation:
    found = calculate(draft)
    if found.problems:
        raise CannotPlaceError(found.problems)
    if not seen or found.fingerprint != seen:
        raise CannotPlaceError([str(CHANGED)])
    return found


def _fresh(draft: OrderDraft) -> OrderDraft:
    """Read the draft anew, with a basket of which nothing is remembered."""
    drafts = OrderDraft.objects.select_related("basket", "customer__company", "by", "order", "cost_centre")
    found = drafts.filter(pk=draft.pk).first()
    if found is None:
        raise CannotPlaceError([_("This draft was discarded.")])
    return found


def _held(draft: OrderDraft) -> OrderDraft:
    """Hold the draft, so that two clicks come one by one; what the one before has written is read then."""
    list(OrderDraft.objects.select_for_update().filter(pk=draft.pk).values_list("pk"))
    return _fresh(draft)


def _write(draft: OrderDraft, *, by: User, seen: str) -> Order:
    draft.basket = Basket.objects.get(pk=draft.basket_id)  # reckoned anew: offers and methods by their names
    found = calculate(draft)
    if found.problems or found.fingerprint != seen:  # it moved within these milliseconds
        raise _MovedError
    order = _place(found)
    _write_payment(found, order)
    customer = trees.locked_survivor(draft.customer_id)
    CustomerOrder.objects.get_or_create(order=order, defaults={"customer": customer})
    if draft.note:
        order.notes.create(note_type=BUYERS_NOTE, message=draft.note, user=found.purchaser.account)
    _say_who(draft, order, customer, by=by)
    win_deal_of(draft.source, order, customer, by=by)
    OrderDraft.objects.filter(pk=draft.pk).update(order=order, placed_at=timezone.now())
    call_off(draft.pk)
    if found.payment is not None and found.payment.is_online and order.status == PENDING_PAYMENT:
        send_confirmation(order)  # it has the link to pay; nobody is on the payment page
    return order


def _place(found: Calculation) -> Order:
    purchaser, address, billing = found.purchaser, found.address, billing_address(found)
    if found.total is None or found.method is None:
        raise _MovedError
    for part in (address, billing):
        if part is None:
            continue
        part.save()
        if purchaser.account is not None:
            OrderPlacementMixin().update_address_book(purchaser.account, part)
    more: dict[str, object] = {} if purchaser.account else {"guest_email": purchaser.guest_email}
    if found.cost_centre_id is not None:
        more["cost_centre_id"] = found.cost_centre_id
    return OrderCreator().place_order(
        found.basket,
        found.total,
        found.method,
        shipping_charge=found.charge,
        user=purchaser.user,
        shipping_address=address,
        billing_address=billing,
        language=purchaser.language,
        po_number=found.draft.po_number,
        **more,
    )


def _write_payment(found: Calculation, order: Order) -> None:
    """Write how it is paid: cards and credit at once; the rest in advance, on account, or by the link."""
    spend(order, found.parts)
    if found.payment is None or not found.left:
        return
    source = found.payment.source_for(order_number=order.number, total=found.left, currency=order.currency)
    source.order = order
    source.save()
    found.payment.note_placed(order)


def _say_who(draft: OrderDraft, order: Order, customer: Customer, *, by: User) -> None:
    StaffOrder.objects.create(
        order=order,
        placed_by=by,
        channel=draft.channel,
        reason=draft.reason,
        discount_percent=draft.discount_percent,
        discount_reason=draft.discount_reason,
        source=draft.source,
    )
    detail = {"channel": draft.channel, "discount": str(draft.discount_percent)}
    log(
        ENTERED,
        actor=by,
        model=Order._meta.label_lower,
        object_id=order.pk,
        customer_id=customer.pk,
        detail=detail,
    )
    tell(
        customer,
        kind="order.entered",
        occurred_at=order.date_placed,
        source=f"order:{order.pk}:entered",
        data={"number": order.number, "channel": draft.channel, "reason": draft.reason},
        author=by,
    )
