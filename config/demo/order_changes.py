"""Orders of the demo that were changed afterwards: a discount, one more product, another delivery charge."""

from datetime import datetime, timedelta
from decimal import Decimal

from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.order_changes.models import OrderChange
from shop.order_changes.preview import preview
from shop.order_changes.proposals import AddLine, Proposal, SetDiscount, SetShipping
from shop.order_changes.services import apply_change
from shop.order_statuses import AUTHORISED, PENDING_PAYMENT
from shop.partner.models import StockRecord

#: Newer ones are the warehouse's.
SINCE = timedelta(days=60)
REASONS = ("The buyer rang and wants one more.", "A scratch in the glaze.", "Agreed by phone.")


def change_orders(*, now: datetime) -> int:
    """Change three orders that wait for their money, each otherwise; nothing where that was done."""
    if OrderChange.objects.exists():
        return 0
    waiting = Order.objects.filter(
        status__in=[PENDING_PAYMENT, AUTHORISED], date_placed__gt=now - SINCE, shipments=None
    )
    # No provider is asked by the demo.
    waiting = waiting.exclude(payment_attempts__method="card").exclude(shipping_address=None)
    orders = list(waiting.order_by("-date_placed", "pk")[: len(REASONS)])
    return sum(_change(order, number) for number, order in enumerate(orders))


def _change(order: Order, number: int) -> bool:
    free: list[Proposal] = [SetShipping(amount=Decimal(0))]
    proposals = (_one_more(order), _discount(), free)[number]
    seen = preview(order, proposals)
    if not seen.is_possible:
        return False
    try:
        apply_change(
            order, proposals, fingerprint=seen.fingerprint, key=f"demo-{number}", reason=REASONS[number]
        )
    except ChangeRefusedError:
        return False
    return True


def _one_more(order: Order) -> list[Proposal]:
    bought = order.lines.values("product_id")
    records = StockRecord.objects.filter(
        num_in_stock__gt=3, price_currency=order.currency, product__is_public=True
    )
    record = records.exclude(product__in=bought).order_by("price", "pk").first()
    return [AddLine(product_id=record.product_id, quantity=1)] if record else []


def _discount() -> list[Proposal]:
    return [SetDiscount(amount=Decimal("2.00"), reason="Scratch in the glaze")]
