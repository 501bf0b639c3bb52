"""What an order takes of offers and vouchers: reserved with it, used when paid, released at its end.

Reserved and used count alike for every limit; a payment that fails changes nothing, since the order goes on
waiting. An order that is cancelled, by hand or because no money came, gives back all. Each use is a row
(`Redemption`), and the database holds what may be taken once. Offers' and vouchers' rows are written in one
sequence (offers, vouchers, each by key, then the stock), so that orders wait for each other and never block
each other. The counters are in the shop's currency.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.db.models import DecimalField, F, Sum, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.shipping.methods import Base

from shop.basket.discounts import Application, Discount, delivery_discount, goods_discounts
from shop.basket.models import Basket
from shop.money import MoneySum
from shop.offer.availability import OPEN, has_uses_left, valid_at
from shop.offer.models import ConditionalOffer, update_offer_status
from shop.offer.names import discount_name
from shop.offer.redeemers import Redeemer
from shop.order.exceptions import DiscountUnavailable
from shop.order.models import Order, OrderDiscount, Redemption
from shop.voucher.models import Voucher

ZERO = Decimal(0)


def redeem(basket: Basket, *, shipping_method: Base, redeemer: Redeemer) -> list[Redemption]:
    """Reserve what the basket's discounts need, inside the transaction that writes the order.

    Returns the uses, which `keep` writes once there is an order. Raises DiscountUnavailable when an offer or
    a voucher cannot be had any more; the transaction has to be rolled back then. Afterwards the basket knows
    only the applications that gave something, each with its `net`, and the vouchers behind them: what gives
    nothing is not used up.
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
    return list(_uses(applications, redeemer))


def _uses(applications: Iterable[Application], redeemer: Redeemer) -> Iterator[Redemption]:
    """Make a row for each use; what may be taken once is said on the first row that it concerns."""
    seen: set[int] = set()
    is_first = False
    for one in applications:
        offer, voucher = one["offer"], one["voucher"]
        once = _once(voucher) if voucher and voucher.pk not in seen else Redemption.Once.NO
        first = offer.first_order_only and not is_first
        is_first, seen = is_first or first, seen | ({voucher.pk} if voucher else set())
        is_asked = first or once == Redemption.Once.CUSTOMER
        yield Redemption(
            offer_id=offer.pk,
            voucher=voucher,
            times=one["freq"],
            amount=one.get("gross", 0),
            changed_at=timezone.now(),
            once=once,
            is_first_order=first,
            buyer_key=redeemer.key if is_asked else "",
        )


def _once(voucher: Voucher) -> str:
    kinds = {Voucher.SINGLE_USE: Redemption.Once.EVER, Voucher.ONCE_PER_CUSTOMER: Redemption.Once.CUSTOMER}
    return kinds.get(voucher.usage, Redemption.Once.NO)


def keep(order: Order, uses: Sequence[Redemption]) -> None:
    """Write the uses of an order that has just been written, in its transaction; one statement, or none.

    Raises DiscountUnavailable for what another order has taken, whatever was looked at before.
    """
    for use in uses:
        use.order = order
    try:
        Redemption.objects.bulk_create(uses)
    except IntegrityError as error:
        raise DiscountUnavailable(_("A discount of this order has been used meanwhile.")) from error


def confirm(order: Order) -> None:
    """Let what a paid order has reserved be used, in the transaction that notes the payment."""
    reserved = Redemption.objects.filter(order=order, state=Redemption.State.RESERVED)
    reserved.update(state=Redemption.State.USED, changed_at=timezone.now())


def _redeem_offer(application: Application, redeemer: Redeemer) -> None:
    """Count an offer's uses, if it still allows so many; the row stays locked until the order is written."""
    offer, times = application["offer"], application["freq"]
    off = application.get("gross", ZERO)
    open_now = ConditionalOffer.objects.filter(
        valid_at(timezone.now()), pk=offer.pk, status=OPEN, approved=True
    )
    taken = open_now.filter(has_uses_left(applications=times, discount=off)).update(  # guard: offer-limit
        num_applications=F("num_applications") + times,
        total_discount=F("total_discount") + off,
        num_orders=F("num_orders") + 1,
    )
    if not taken:
        raise _unavailable(offer)
    row = ConditionalOffer.objects.get(pk=offer.pk)
    most = row.max_user_applications
    if most and redeemer.is_known and row.uses_by(redeemer) + times > most:  # guard: offer-user-limit
        raise _unavailable(offer)
    if row.first_order_only and redeemer.live_orders().exists():  # guard: offer-first-order
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
    Redemption.objects.filter(order=order).update(state=Redemption.State.RELEASED, changed_at=timezone.now())
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


def _less(field: str, amount: Decimal | int) -> Greatest:
    """Subtract in the database; a counter from before orders counted right stops at nothing."""
    if field == "total_discount":
        money = DecimalField(max_digits=12, decimal_places=2)
        return Greatest(F(field) - Value(amount, output_field=money), Value(0, output_field=money))
    return Greatest(F(field) - amount, Value(0))
