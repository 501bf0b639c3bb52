"""What an order uses up of offers and vouchers: taken with the order, given back when it is cancelled.

Offers' and vouchers' rows are written in one sequence (offers, vouchers, each by key, then the stock), so
that orders wait for each other and never block each other. The counters are in the shop's currency.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Sum, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.shipping.methods import Base

from shop.basket.discounts import Discount, delivery_discount, goods_discounts
from shop.basket.models import Basket
from shop.money import MoneySum
from shop.offer.availability import OPEN, has_uses_left, valid_at
from shop.offer.models import ConditionalOffer, update_offer_status
from shop.offer.names import discount_name
from shop.offer.redeemers import Redeemer
from shop.order.exceptions import DiscountUnavailable
from shop.order.models import Order, OrderDiscount
from shop.voucher.models import Voucher


def redeem(basket: Basket, *, shipping_method: Base, redeemer: Redeemer) -> None:
    """Use up what the basket's discounts need, inside the transaction that writes the order.

    Raises DiscountGone when an offer or a voucher cannot be had any more; the transaction has to be
    rolled back then. Afterwards the basket knows only the applications that gave something, each with
    its `net`, and the vouchers behind them: what gives nothing is not used up.
    """
    given = goods_discounts(basket)
    off_delivery = delivery_discount(basket, shipping_method)
    given += [off_delivery] if off_delivery else []
    for one in given:
        one.application["net"] = one.amount.net
        one.application["gross"] = one.amount.gross
    applications = [one.application for one in given] + basket.post_order_actions
    for application in sorted(applications, key=lambda one: one["offer"].pk):
        _redeem_offer(application, redeemer)
    vouchers = {one["voucher"].pk: one["voucher"] for one in applications if one["voucher"]}
    for pk in sorted(vouchers):
        _redeem_voucher(vouchers[pk], given, redeemer)
    _forget_the_rest(basket, {one["offer"].pk for one in applications}, set(vouchers))


def _redeem_offer(application: Any, redeemer: Redeemer) -> None:
    """Count an offer's uses, if it still allows so many; the row stays locked until the order is written."""
    offer, times = application["offer"], application["freq"]
    open_now = ConditionalOffer.objects.filter(valid_at(timezone.now()), pk=offer.pk, status=OPEN)
    taken = open_now.filter(has_uses_left(applications=times)).update(  # guard: offer-limit
        num_applications=F("num_applications") + times,
        total_discount=F("total_discount") + application.get("gross", 0),
        num_orders=F("num_orders") + 1,
    )
    if not taken:
        raise _unavailable(offer)
    row = ConditionalOffer.objects.get(pk=offer.pk)
    most = row.max_user_applications
    if most and redeemer.is_known and row.uses_by(redeemer) + times > most:  # guard: offer-user-limit
        raise _unavailable(offer)
    update_offer_status(offer.pk)


def _redeem_voucher(voucher: Voucher, given: Iterable[Discount], redeemer: Redeemer) -> None:
    """Count a voucher's use. Whoever holds its row looks whether it is used up: two never look at once."""
    amount = sum(one.amount.gross for one in given if one.application["voucher"] == voucher)
    taken = Voucher.objects.filter(valid_at(timezone.now()), pk=voucher.pk).update(  # guard: voucher-dates
        num_orders=F("num_orders") + 1, total_discount=F("total_discount") + amount
    )
    row = Voucher.objects.filter(pk=voucher.pk).first() if taken else None
    if row is None or row.use_problem_for(redeemer):  # guard: voucher-use
        raise DiscountUnavailable(
            _("%(name)s cannot be used any more.") % {"name": discount_name("", voucher.code)}
        )


def _unavailable(offer: ConditionalOffer) -> DiscountUnavailable:
    voucher = offer.get_voucher()
    name = discount_name(offer.name, voucher.code if voucher else "")
    return DiscountUnavailable(_("%(name)s cannot be used any more.") % {"name": name})


def _forget_the_rest(basket: Basket, offers: set[int], vouchers: set[int]) -> None:
    kept = {pk: one for pk, one in basket.offer_applications.applications.items() if pk in offers}
    basket.offer_applications.applications = kept
    if basket.may_have_vouchers:
        links = basket.vouchers.through.objects.filter(basket_id=basket.pk)
        links.exclude(voucher_id__in=vouchers).delete()


def release(order: Order) -> bool:
    """Give back what an order had used of offers and vouchers, once; tell whether this call did.

    Call it where the order becomes Cancelled, in its transaction and before the stock is touched.
    Refunds give nothing back.
    """
    pending = Order.objects.filter(pk=order.pk, offers_released_at=None)  # guard: release-once
    if not pending.update(offers_released_at=timezone.now()):
        return False
    discounts = order.discounts.order_by()
    by_offer: Any = discounts.exclude(offer_id=None).values("offer_id")
    for row in by_offer.annotate(times=Sum("frequency"), off=MoneySum("amount")).order_by("offer_id"):
        ConditionalOffer.objects.filter(pk=row["offer_id"]).update(
            num_applications=_less("num_applications", row["times"] or 0),
            total_discount=_less("total_discount", row["off"]),
            num_orders=_less("num_orders", 1),
        )
        update_offer_status(row["offer_id"])
    used = Voucher.objects.filter(applications__order=order).distinct()
    for pk in sorted(used.order_by().values_list("pk", flat=True)):
        off = discounts.filter(voucher_id=pk).aggregate(off=MoneySum("amount"))["off"]
        Voucher.objects.filter(pk=pk).update(
            num_orders=_less("num_orders", 1), total_discount=_less("total_discount", off)
        )
    return True


def note_reduced(discount: OrderDiscount, by: Decimal) -> None:
    """Let an offer and a voucher have given so much less (negative: more): an order has changed."""
    if not by:
        return
    off = _less("total_discount", by)
    if discount.offer_id:
        ConditionalOffer.objects.filter(pk=discount.offer_id).update(total_discount=off)
        update_offer_status(discount.offer_id)
    if discount.voucher_id:
        Voucher.objects.filter(pk=discount.voucher_id).update(total_discount=off)


def _less(field: str, amount: Any) -> Any:
    """Subtract in the database; a counter from before orders counted right stops at nothing."""
    if field == "total_discount":
        money = DecimalField(max_digits=12, decimal_places=2)
        return Greatest(F(field) - Value(amount, output_field=money), Value(0, output_field=money))
    return Greatest(F(field) - amount, Value(0))
