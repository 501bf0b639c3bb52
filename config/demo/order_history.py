"""The demo's year of orders, through the shop's own doors, each at its moment in the past.

Baskets, `OrderCreator`, payment and dispatch are the shop's; what these date with now is put back to
the day it stands for before anybody hears of it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import translation
from oscar.core.loading import get_class, get_model

from config.demo.customers import PEOPLE, Shopper, shoppers
from config.demo.order_plan import Plan, pieces, plan_orders
from config.demo.reviews import reviewed_products, written_reviews
from partners.accounts.models import PartnerAccount
from partners.referrals.cookies import Click
from partners.referrals.services import tie_basket
from shop.basket.models import Basket
from shop.basket.services import add_to_basket
from shop.catalogue.models import Product
from shop.events.models import Event
from shop.mail.models import Mail
from shop.order.mail import send_cancellation, send_confirmation, send_dispatch
from shop.order.models import BillingAddress, Order, ShippingAddress
from shop.order.services import cancel_order, dispatch_order, mark_order_paid
from shop.order.statuses import CANCELLED, COMPLETE, DISPATCHED, PAID
from shop.order.utils import OrderCreator
from shop.partner.strategy import Selector
from shop.payments.methods import payment_methods
from shop.shipping.methods import Express, Standard
from shop.stock.models import StockMovement
from shop.stock.services import default_warehouse, receive
from shop.user.models import User

OrderTotalCalculator = get_class("checkout.calculators", "OrderTotalCalculator")
Transaction = get_model("payment", "Transaction")
PACKED_BY = "fulfilment@kiln.example"
FIRING = "FIRING-"


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
    _fire(plans, products)
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
        self.products = products
        self.users = {user.email: user for user in User.objects.all()}
        self.packer = self.users.get(PACKED_BY)
        self.method = next(iter(payment_methods().values()))

    def write(self, plan: Plan, shopper: Shopper) -> Order:
        """Write an order and what became of it, dated as planned."""
        user = self.users.get(shopper.email) if shopper.has_account else None
        with translation.override(shopper.language):
            order = self._place(plan, shopper, user)
        fate = plan.fate
        if fate.cancelled_at:
            cancel_order(order, by=self.packer)
        if fate.paid_at:
            mark_order_paid(order, by=self.packer)
        if fate.dispatched_at:
            dispatch_order(order, by=self.packer)
        if fate.completed_at:
            order.refresh_from_db()
            order.set_status(COMPLETE)
        _put_back(order, plan)
        return order

    def _place(self, plan: Plan, shopper: Shopper, user: User | None) -> Order:
        basket = self._basket(plan, user)
        delivery = Express() if plan.is_express else Standard()
        charge = delivery.calculate(basket)
        total = OrderTotalCalculator().calculate(basket, charge)
        billing = {name: value for name, value in shopper.address.items() if name != "phone_number"}
        extra: dict[str, Any] = {"date_placed": plan.placed_at}
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
        self._expect(order, total.incl_tax)
        return order

    def _basket(self, plan: Plan, user: User | None) -> Basket:
        basket = Basket(owner=user)
        basket.strategy = Selector().strategy(user=user)
        basket.save()
        for sku, quantity in plan.lines:
            product = self.products[sku]
            add_to_basket(basket, product, quantity=quantity)
        if plan.partner:
            tie_basket(basket.pk, click=Click(code=plan.partner, clicked_at=plan.placed_at))
        return basket

    def _expect(self, order: Order, total: Decimal) -> None:
        source = self.method.source_for(order_number=order.number, total=total, currency=order.currency)
        source.order = order
        source.save()


def _fire(plans: Sequence[Plan], products: Mapping[str, Product]) -> None:
    """Put on the shelf, before the year begins, what its parcels will take: today's stock is today's."""
    sent: dict[str, int] = defaultdict(int)
    for plan in plans:
        if plan.fate.dispatched_at:
            for sku, quantity in plan.lines:
                sent[sku] += quantity
    begins = plans[0].placed_at - timedelta(days=1)
    for sku, quantity in sent.items():
        record = products[sku].stockrecords.all()[0]
        place = default_warehouse(record.partner)
        receive(record, place, quantity=quantity, reference=f"{FIRING}{begins:%Y}")
    StockMovement.objects.filter(reference__startswith=FIRING).update(moved_at=begins)


def _put_back(order: Order, plan: Plan) -> None:
    """Date everything about an order with the moments it stands for."""
    fate = plan.fate
    moments = {
        PAID: fate.paid_at,
        DISPATCHED: fate.dispatched_at,
        COMPLETE: fate.completed_at,
        CANCELLED: fate.cancelled_at,
    }
    for change in order.status_changes.all():
        _date(change, date_created=moments.get(change.new_status) or plan.placed_at)
    said = [moment for moment in moments.values() if moment and moment != fate.completed_at]
    for note, moment in zip(order.notes.order_by("pk"), said, strict=False):
        _date(note, date_created=moment, date_updated=moment)
    Transaction.objects.filter(source__order=order).update(date_created=fate.paid_at or plan.placed_at)
    StockMovement.objects.filter(reference=order.number).update(moved_at=fate.dispatched_at or plan.placed_at)
    Order.objects.filter(pk=order.pk).update(paid_at=fate.paid_at)
    Basket.objects.filter(order=order).update(date_created=plan.placed_at, date_submitted=plan.placed_at)
    _mail(order, send_confirmation, plan.placed_at)
    _mail(order, send_dispatch, fate.dispatched_at)
    _mail(order, send_cancellation, fate.cancelled_at)
    told = {
        "OrderPaid": fate.paid_at,
        "OrderDispatched": fate.dispatched_at,
        "OrderCancelled": fate.cancelled_at,
    }
    for event in Event.objects.filter(ordering_key=f"order_id:{order.pk}"):
        _date(event, published_at=told.get(event.name) or plan.placed_at)


def _mail(order: Order, write: Callable[[Order], bool], sent_at: datetime | None) -> None:
    """Put a mail into the outbox as one that went out then: nobody is written to about the past."""
    if sent_at is not None and write(order):
        mail = Mail.objects.filter(key__startswith=f"order:{order.pk}:").latest("pk")
        _date(mail, status=Mail.Status.SENT, created_at=sent_at, due_at=sent_at, sent_at=sent_at, attempts=1)


def _date(row: Any, **moments: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**moments)
