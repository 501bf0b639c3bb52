"""The single door through which an order is written, whoever places it.

Checkout, quotes, imports and staff all call `OrderCreator.place_order`. In one
transaction it claims the basket, writes Oscar's order, takes the stock and publishes
`OrderPlaced`. Of two calls for one basket, exactly one gets the order.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from oscar.apps.order import utils
from oscar.apps.order.signals import order_placed
from oscar.apps.shipping.methods import Base
from oscar.core.prices import Price

from shop.b2b.access import access_of
from shop.basket.discounts import Application
from shop.basket.limits import limit_problems
from shop.basket.models import Basket
from shop.catalogue.models import Product
from shop.compiled_queries import CompiledQuery
from shop.events.services import publish
from shop.offer.redeemers import Redeemer
from shop.order.events import OrderPlaced
from shop.order.exceptions import AlreadyOrdered, QuantityNotAllowed
from shop.order.gifts import write_gifts
from shop.order.lines import write_lines
from shop.order.models import BillingAddress, Line as OrderLine, Order, OrderDiscount, ShippingAddress
from shop.order.placement import pass_guards
from shop.order.redemptions import keep, redeem
from shop.order.sequence import draw_number
from shop.order.services import mark_order_paid
from shop.shipping.deliveries import keep_choice
from shop.shipping.splitting import keep_destinations
from shop.stock.services import allocate
from shop.time_zones import shop_day
from shop.user.models import User
from shop.voucher.models import Voucher

TRIES = 5
ZERO = Decimal(0)


def _rules(product_ids: Sequence[int], baskets: Sequence[int], _columns: object) -> QuerySet[Product]:
    """Return products with their parents, and whether the basket has vouchers."""
    vouchers = Exists(Basket.vouchers.through.objects.filter(basket_id__in=baskets))
    found = Product.objects.filter(pk__in=product_ids).select_related("parent").order_by()
    return found.annotate(has_vouchers=vouchers)


RULES = CompiledQuery(_rules)


class OrderNumberGenerator(utils.OrderNumberGenerator):
    """Numbers nobody can guess; see `shop.order.numbers`."""

    def order_number(self, basket: Basket | None = None) -> str:
        """Draw the web shop's next number; it has nothing to do with the basket."""
        return draw_number(day=shop_day())


class OrderCreator(utils.OrderCreator):
    """Oscar's creator behind a claim on the basket."""

    def place_order(
        self, basket: Basket, total: Price, shipping_method: Base, *args: Any, **kwargs: Any
    ) -> Order:
        """Turn a basket into an order, once.

        Effects in order, all in one transaction: the basket becomes Submitted, what its discounts
        need of offers and vouchers is used up, order and lines are written (`language` is the active
        one), the pick-up point or the delivery day is kept, stock is allocated, `OrderPlaced` is
        published; an order that costs nothing is paid at once (`OrderPaid`). Amounts come from the
        basket, whose offers are applied, and `total`, in the basket's currency.
        Without `order_number` one is drawn; a number that is taken is drawn anew, and the
        order returned has the number it really got. A caller whose own transaction holds nothing but this
        order says `is_retried_by_caller`: it rolls back and asks again with a number of its own drawing,
        and no savepoint is set.

        Raises AlreadyOrdered when the basket is an order already, DiscountGone when an offer or
        voucher cannot be had any more, DeliveryUnavailableError when the delivery day cannot, OutOfStock
        when a piece is gone, QuantityNotAllowed when a quantity breaks a product's rule as it is now,
        OrderRefused when a guard of `shop.order.placement` says no, ValueError for an empty basket;
        nothing is written then.
        """
        number = kwargs.pop("order_number", None) or OrderNumberGenerator().order_number(basket)
        is_retried_here = not kwargs.pop("is_retried_by_caller", False)
        status = basket.status
        user = kwargs.get("user") or next(iter(args[1:]), None)
        redeemer = Redeemer.of(user, email=kwargs.get("guest_email") or "")
        for _attempt in range(TRIES):
            try:
                with transaction.atomic(savepoint=is_retried_here):
                    self._claim(basket)
                    self._check_limits(basket)
                    uses = redeem(basket, shipping_method=shipping_method, redeemer=redeemer)
                    kwargs["order_number"] = number
                    order, lines = self._write(basket, total, shipping_method, *args, **kwargs)
                    keep(order, uses)
                    chosen = keep_choice(order, shipping_method)
                    sources = [line.pk for line in basket.all_lines()]  # gifts come behind the basket's lines
                    keep_destinations(order, shipping_method, dict(zip(sources, lines, strict=False)))
                    allocate(order, lines=lines, pickup=chosen.pickup_point if chosen else None)
                    pass_guards(order)
                    publish(OrderPlaced(order_id=order.pk))
                    if not order.total_incl_tax:
                        mark_order_paid(order)
            except Exception as error:
                basket.status = status
                if not is_retried_here or not self.is_number_taken(number, basket, error):
                    raise
                number = OrderNumberGenerator().order_number(basket)
            else:
                return order
        raise RuntimeError(f"{TRIES} order numbers in a row were taken.")

    def _write(
        self,
        basket: Basket,
        total: Price,
        shipping_method: Base,
        shipping_charge: Price,
        user: User | AnonymousUser | None = None,
        shipping_address: ShippingAddress | None = None,
        billing_address: BillingAddress | None = None,
        order_number: str = "",
        status: str | None = None,
        request: HttpRequest | None = None,
        surcharges: object = None,
        **kwargs: object,
    ) -> tuple[Order, list[OrderLine]]:
        """Write the order, its discounts and its lines, and send Oscar's signal; return order and lines.

        As Oscar's, without asking again what the claim and `redeem` have decided, and with one statement
        for what all lines have of a kind.
        """
        if basket.is_empty:
            raise ValueError("Empty baskets cannot be submitted")
        order = self.create_order_model(
            user,
            basket,
            shipping_address,
            shipping_method,
            shipping_charge,
            billing_address,
            total,
            order_number,
            status or getattr(settings, "OSCAR_INITIAL_ORDER_STATUS", None),
            request,
            surcharges=surcharges,
            **kwargs,
        )
        discounts = list(self._discounts(order, basket, shipping_method))
        if basket.may_have_vouchers:
            for voucher in basket.vouchers.all():
                self.record_voucher_usage(order, voucher, user)
        lines = [*write_lines(order, basket, discounts=discounts), *write_gifts(order, basket)]
        order_placed.send(sender=self, order=order, user=user)
        return order, lines

    def _discounts(self, order: Order, basket: Basket, shipping_method: Base) -> Iterator[OrderDiscount]:
        """Write down the discounts that gave something; those of deferred offers with what these say."""
        for application in basket.offer_applications:
            application["message"] = application["offer"].apply_deferred_benefit(basket, order, application)
            if application["result"].affects_shipping:
                application["discount"] = shipping_method.discount(basket)
                if application["discount"] <= 0:
                    continue
            yield self.create_discount_model(order, application)

    def create_order_model(
        self, user: User | AnonymousUser | None, basket: Basket, *args: object, **kwargs: object
    ) -> Order:
        """Remember the language in which the buyer reads, and how and why the sale was taxed so."""
        kwargs.setdefault("language", get_language() or "")
        tax = basket.strategy.buyer.tax
        access = access_of(user)
        if access:
            kwargs.setdefault("department_id", access.department_id)
            kwargs.setdefault("cost_centre_id", access.cost_centre_id)
        kwargs |= {
            "company_id": access.company_id if access else None,
            "tax_country": tax.country,
            "tax_region": tax.region,
            "tax_treatment": tax.treatment,
            "vat_id": tax.vat_id,
            "vat_check_id": tax.vat_check_id,
            "tax_certificate": tax.certificate,
            "shows_net": tax.shows_net,
        }
        return super().create_order_model(user, basket, *args, **kwargs)

    def create_discount_model(self, order: Order, discount: Application) -> OrderDiscount:
        """Write down what an offer took off, net too."""
        voucher, result = discount["voucher"], discount["result"]
        category = OrderDiscount.SHIPPING if result.affects_shipping else OrderDiscount.BASKET
        written: OrderDiscount = OrderDiscount.objects.create(
            order=order,
            category=OrderDiscount.DEFERRED if result.affects_post_order else category,
            offer_id=discount["offer"].pk,
            offer_name=discount["name"],
            voucher_id=voucher.pk if voucher else None,
            voucher_code=voucher.code if voucher else "",
            frequency=discount["freq"],
            amount=discount.get("gross", ZERO),
            amount_excl_tax=discount.get("net", ZERO),
            message=discount["message"] or "",
        )
        return written

    def record_voucher_usage(self, order: Order, voucher: Voucher, user: User | AnonymousUser | None) -> None:
        """Note which order used the voucher; `redeem` has counted."""
        known = user if user and user.is_authenticated else None
        voucher.applications.create(order=order, user=known)

    @staticmethod
    def _claim(basket: Basket) -> None:
        """Take the basket out of everybody else's hands: one conditional UPDATE decides."""
        claimed = (
            Basket.objects.filter(pk=basket.pk)
            .exclude(status__in=[Basket.SUBMITTED, Basket.MERGED])  # guard: basket-claim
            .update(status=Basket.SUBMITTED, date_submitted=timezone.now())
        )
        if not claimed:
            raise AlreadyOrdered(Order.objects.filter(basket_id=basket.pk).first())
        basket.status = Basket.SUBMITTED

    @staticmethod
    def _check_limits(basket: Basket) -> None:
        """Hold the lines that are about to be written against the rules as they are now, in one query.

        The same query tells whether there are vouchers: nobody adds one to a basket that is claimed.
        """
        lines = basket.all_lines()
        found = RULES.instances([line.product_id for line in lines], [basket.pk])
        products = {product.pk: product for product in found}
        basket.may_have_vouchers = any(product.has_vouchers for product in products.values())
        if problems := limit_problems(lines, products=products):
            raise QuantityNotAllowed(" ".join(problems.values()))

    @staticmethod
    def is_number_taken(number: str, basket: Basket, error: Exception) -> bool:
        """Tell a number drawn twice (Oscar's check or the unique constraint) from other errors."""
        if not isinstance(error, (ValueError, IntegrityError)):
            return False
        return Order.objects.filter(number=number).exclude(basket_id=basket.pk).exists()
