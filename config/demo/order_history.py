"""The demo's year of orders, through the shop's own doors, each at its moment in the past.

Baskets, `OrderCreator`, payment and dispatch are the shop's; what these date with now is put back to
the day it stands for before anybody hears of it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from operator import itemgetter

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone, translation
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.apps.payment.models import Transaction

from config.demo.customers import PEOPLE, Shopper, shoppers
from config.demo.order_plan import Plan, pieces, plan_orders
from config.demo.reviews import reviewed_products, written_reviews
from partners.accounts.models import PartnerAccount
from partners.referrals.cookies import Click
from partners.referrals.services import link_basket
from shop.basket.models import Basket
from shop.basket.services import add_to_basket
from shop.catalogue.models import Product
from shop.events.models import Event
from shop.mail.models import Mail
from shop.notifications.order_mail import send_cancellation, send_confirmation, send_dispatch
from shop.order.models import BillingAddress, Order, ShippingAddress
from shop.order.services import cancel_order, dispatch_order
from shop.order.utils import OrderCreator
from shop.order_statuses import COMPLETE
from shop.partner.strategy import Selector
from shop.payments.manual_payments import book_transfer
from shop.payments.methods import payment_methods
from shop.payments.models import Charge, PaymentAttempt
from shop.shipping.methods import Express, Standard
from shop.stock.models import OrderRoute, StockMovement
from shop.stock.services import default_warehouse, receive
from shop.trade_credit.services import settle
from shop.user.models import User

PACKED_BY = "fulfilment@kiln.example"
FIRING = "FIRING-"
# Mails of earlier orders are not written: hundreds would cost seconds at every first start.
MAILS_KEPT = timedelta(days=60)
METHOD, METHOD_OF_COMPANIES = "bank-transfer", "on-account"


@transaction.atomic
def add_orders(*, now: datetime) -> int:
    """Write the year's orders, all or none; return how many. None where they are there already."""
    if Order.objects.filter(user__email__endswith=f"@{PEOPLE}").exists():
        return 0
    products = _products()
    everybody = {shopper.email: shopper for shopper in shoppers()}
    plans = plan_orders(
        list(everybody.values()),
        [piece for piece in pieces() if piece.sku in products],
        reviewed=reviewed_products(written_reviews()),
        partners=list(PartnerAccount.objects.order_by("code").values_list("code", flat=True)),
        now=now,
    )
    fire(plans, products)
    writer = OrderWriter(products)
    for plan in plans:
        writer.write(plan, everybody[plan.email])
    return len(plans)


def _products() -> dict[str, Product]:
    """Return the variants that can be bought, by SKU."""
    rows = Product.objects.filter(structure=Product.CHILD, is_public=True, parent__is_public=True)
    rows = rows.exclude(stockrecords=None).select_related("parent__product_class")
    return {row.code: row for row in rows.prefetch_related("stockrecords") if row.code}


class OrderWriter:
    """Writes planned orders one after the other, earliest first."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        """Read who orders and who packs; `products` are the variants by SKU."""
        self.products, self.started = products, timezone.now()
        self.users = {user.email: user for user in User.objects.all()}
        self.packer = self.users.get(PACKED_BY)
        self.methods = payment_methods()

    def write(self, plan: Plan, shopper: Shopper) -> Order:
        """Write an order and what became of it, dated as planned."""
        user = self.users.get(shopper.email) if shopper.has_account else None
        with translation.override(shopper.language):
            order = self._place(plan, shopper, user)
        for moment, change in self._changes(plan):
            change(order)
            settle(order)  # its events are heard already
            order.refresh_from_db()
            self._date(order, moment)
        _date_rest(order, plan)
        return order

    def _changes(self, plan: Plan) -> list[tuple[datetime, Callable[[Order], object]]]:
        """List what became of an order, earliest first."""
        fate = plan.fate
        changes = [
            (fate.cancelled_at, lambda order: cancel_order(order, by=self.packer)),
            (fate.paid_at, self._receive_money),
            (fate.dispatched_at, lambda order: dispatch_order(order, by=self.packer)),
            (fate.completed_at, lambda order: order.set_status(COMPLETE)),
        ]
        happened = [(moment, change) for moment, change in changes if moment]
        return sorted(happened, key=itemgetter(0))

    def _receive_money(self, order: Order) -> None:
        """Book the transfer that pays an order."""
        reference = f"{order.number}-statement"
        book_transfer(order, amount=order.total_incl_tax, reference=reference, by=self.packer)

    def _place(self, plan: Plan, shopper: Shopper, user: User | None) -> Order:
        basket = self._basket(plan, user)
        delivery = Express() if plan.is_express else Standard()
        charge = delivery.calculate(basket)
        total = OrderTotalCalculator().calculate(basket, charge)
        billing = {name: value for name, value in shopper.address.items() if name != "phone_number"}
        extra: dict[str, object] = {"date_placed": plan.placed_at}
        if user is None:
            extra["guest_email"] = shopper.email
        order = OrderCreator().place_order(
            basket,
            total,
            shipping_method=delivery,
            shipping_charge=charge,
            user=user or AnonymousUser(),
            shipping_address=ShippingAddress.objects.create(**shopper.address),
            billing_address=BillingAddress.objects.create(**billing),
            order_number=plan.number,
            **extra,
        )
        self._expect(order, total.incl_tax, is_on_account=plan.is_on_account)
        self._date(order, plan.placed_at)
        return order

    def _basket(self, plan: Plan, user: User | None) -> Basket:
        basket = Basket(owner=user)
        basket.strategy = Selector().strategy(user=user)
        basket.save()
        for sku, quantity in plan.lines:
            product = self.products[sku]
            add_to_basket(basket, product, quantity=quantity)
        if plan.partner:
            link_basket(basket.pk, click=Click(code=plan.partner, clicked_at=plan.placed_at))
        return basket

    def _expect(self, order: Order, total: Decimal, *, is_on_account: bool) -> None:
        method = self.methods[METHOD_OF_COMPANIES if is_on_account else METHOD]
        source = method.source_for(order_number=order.number, total=total, currency=order.currency)
        source.order = order
        source.save()
        method.note_placed(order)
        order.refresh_from_db()

    def _date(self, order: Order, moment: datetime) -> None:
        """Put back what has just been told of an order: status, notes, events."""
        order.status_changes.filter(date_created__gte=self.started).update(date_created=moment)
        notes = order.notes.filter(date_created__gte=self.started)
        notes.update(date_created=moment, date_updated=moment)
        told = Event.objects.filter(ordering_key=f"order_id:{order.pk}", published_at__gte=self.started)
        told.update(published_at=moment)


def fire(plans: Sequence[Plan], products: Mapping[str, Product]) -> None:
    """Put on the shelf, before the first order, what the parcels will take: today's stock is today's.

    The earliest plan comes first.
    """
    sent: dict[str, int] = defaultdict(int)
    for plan in plans:
        if plan.fate.dispatched_at:
            for sku, quantity in plan.lines:
                sent[sku] += quantity
    begins = plans[0].placed_at - timedelta(days=1)
    fired = []
    for sku, quantity in sent.items():
        record = products[sku].stockrecords.all()[0]
        place = default_warehouse(record.partner)
        fired.append(receive(record, place, quantity=quantity, reference=f"{FIRING}{begins:%Y}").pk)
    StockMovement.objects.filter(pk__in=fired).update(moved_at=begins)


def _date_rest(order: Order, plan: Plan) -> None:
    """Put back what keeps a moment of its own beside the order's story."""
    fate, placed_at = plan.fate, plan.placed_at
    PaymentAttempt.objects.filter(order=order).update(created_at=placed_at)
    Charge.objects.filter(order=order).update(created_at=fate.paid_at or placed_at)
    Transaction.objects.filter(source__order=order).update(date_created=fate.paid_at or placed_at)
    StockMovement.objects.filter(reference=order.number).update(moved_at=fate.dispatched_at or placed_at)
    OrderRoute.objects.filter(order=order).update(decided_at=placed_at)
    Order.objects.filter(pk=order.pk).update(paid_at=fate.paid_at)
    Basket.objects.filter(order=order).update(date_created=placed_at, date_submitted=placed_at)
    if placed_at > timezone.now() - MAILS_KEPT:
        _mail(order, send_confirmation, placed_at)
        _mail(order, send_dispatch, fate.dispatched_at)
        _mail(order, send_cancellation, fate.cancelled_at)


def _mail(order: Order, write: Callable[[Order], bool], sent_at: datetime | None) -> None:
    """Put a mail into the outbox as one that went out then: nobody is written to about the past."""
    if sent_at is not None and write(order):
        mail = Mail.objects.filter(key__startswith=f"order:{order.pk}:").latest("pk")
        moments = {"created_at": sent_at, "due_at": sent_at, "sent_at": sent_at}
        Mail.objects.filter(pk=mail.pk).update(status=Mail.Status.SENT, attempts=1, **moments)
