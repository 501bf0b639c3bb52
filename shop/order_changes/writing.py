"""Writing an order's state: rows, totals, stock. The caller holds the order's row and has a transaction."""

from collections.abc import Iterable

from django.conf import settings

from shop.order.models import (
    Line,
    LineAttribute,
    LinePrice,
    Order,
    OrderDiscount,
    OrderLineDiscount,
    ShippingAddress,
)
from shop.order.redemptions import note_reduced
from shop.order_changes.plans import Credit
from shop.order_changes.proposals import RESTOCK
from shop.order_changes.state import DiscountState, LineState, OrderState, address_values
from shop.partner.models import StockRecord
from shop.stock import services as stock
from shop.user.models import User


def write_state(order: Order, before: OrderState, after: OrderState) -> None:
    """Turn an order from one state into another, stock included.

    Effects in order: discounts and what they count, delivery, tax and totals, lines that are there, new
    lines, pieces freed and promised (records in order of their keys), lines of which nothing is left.
    Raises OutOfStock when a piece is gone.
    """
    keys = _write_discounts(order, before, after)
    _write_order(order, after)
    known = {line.pk: line for line in order.lines.all()}
    written: dict[str, Line] = {}
    for state in after.lines:
        row = known.get(state.line_id or 0)
        if row is None and state.quantity:
            row = _new_line(order, state)
        if row is not None:
            _write_line(row, state)
            _write_line_discounts(row, state, keys)
            written[state.key] = row
    _move_stock(order, before, after, written)
    gone = [written[state.key].pk for state in after.lines if not state.quantity and state.key in written]
    present = {state.line_id for state in after.lines}
    gone += [pk for pk in known if pk not in present and pk not in gone]
    Line.objects.filter(pk__in=gone).delete()
    order._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def _write_discounts(order: Order, before: OrderState, after: OrderState) -> dict[str, int]:
    """Write the discounts, delete those by hand that are gone; return the rows' keys by their names."""
    rows: dict[int, OrderDiscount] = order.discounts.in_bulk()
    keys: dict[str, int] = {}
    for state in after.discounts:
        row = rows.get(state.discount_id or 0)
        if row is None:
            row = _new_discount(order, state)
        elif (row.amount, row.amount_excl_tax) != (state.amount, state.net):
            note_reduced(row, row.amount - state.amount)
            OrderDiscount.objects.filter(pk=row.pk).update(amount=state.amount, amount_excl_tax=state.net)
        keys[state.key] = row.pk
    kept = set(keys.values())
    OrderDiscount.objects.filter(
        order=order, pk__in=[pk for pk in rows if pk not in kept], offer_id=None, voucher_id=None
    ).delete()
    return keys


def _new_discount(order: Order, state: DiscountState) -> OrderDiscount:
    written: OrderDiscount = OrderDiscount.objects.create(
        order=order,
        category=state.category,
        offer_name=state.name,
        amount=state.amount,
        amount_excl_tax=state.net,
        frequency=1,
    )
    return written


def _write_order(order: Order, state: OrderState) -> None:
    for name, value in state.tax:
        setattr(order, name, value)
    order.vat_check_id = state.vat_check_id
    order.shipping_excl_tax, order.shipping_incl_tax = state.shipping_net, state.shipping_gross
    order.shipping_code, order.shipping_method = state.shipping_code, state.shipping_method
    order.total_excl_tax, order.total_incl_tax = state.total_net, state.total_gross
    if state.address != address_values(order.shipping_address):
        _write_address(order, dict(state.address))
    order.save(
        update_fields=[
            "tax_country",
            "tax_region",
            "tax_treatment",
            "vat_id",
            "tax_certificate",
            "vat_check",
            "shipping_excl_tax",
            "shipping_incl_tax",
            "shipping_code",
            "shipping_method",
            "total_excl_tax",
            "total_incl_tax",
            "shipping_address",
        ]
    )


def _write_address(order: Order, values: dict[str, str]) -> None:
    """Write the address in place, so that all who refer to it know the new one."""
    row = order.shipping_address or ShippingAddress()
    for name, value in values.items():
        setattr(row, "country_id" if name == "country" else name, value)
    row.save()
    order.shipping_address = row


def _new_line(order: Order, state: LineState) -> Line:
    """Write a line without its pieces' promise, which `_move_stock` makes."""
    record = (
        StockRecord.objects.select_related("partner", "product").filter(pk=state.stockrecord_id or 0).first()
    )
    first = order.lines.first()
    line = Line.objects.create(
        order=order,
        partner=record.partner if record else None,
        partner_name=record.partner.name if record else "",
        partner_sku=state.sku,
        stockrecord=record,
        product_id=state.product_id,
        title=state.title,
        upc=(record.product.upc if record else None) or None,
        quantity=state.quantity,
        line_price_excl_tax=state.net,
        line_price_incl_tax=state.gross,
        line_price_before_discounts_excl_tax=state.before_net,
        line_price_before_discounts_incl_tax=state.before_gross,
        unit_price_incl_tax=state.unit_gross,
        unit_price_excl_tax=state.unit_net,
        tax_code=state.tax_code or None,
        tax_rate=state.rate,
        num_allocated=0,
        is_gift=state.is_gift,
        status=first.status if first else settings.OSCAR_INITIAL_LINE_STATUS,
    )
    LineAttribute.objects.bulk_create(
        LineAttribute(line=line, option_id=option, type=kind, value=value)
        for option, kind, value in state.attributes
    )
    return line


def _write_line(row: Line, state: LineState) -> None:
    Line.objects.filter(pk=row.pk).update(
        quantity=state.quantity,
        line_price_excl_tax=state.net,
        line_price_incl_tax=state.gross,
        line_price_before_discounts_excl_tax=state.before_net,
        line_price_before_discounts_incl_tax=state.before_gross,
        unit_price_incl_tax=state.unit_gross,
        unit_price_excl_tax=state.unit_net,
        tax_rate=state.rate,
    )
    LinePrice.objects.filter(line=row).delete()
    if state.quantity:
        LinePrice.objects.create(
            order_id=row.order_id,
            line=row,
            quantity=state.quantity,
            price_incl_tax=state.unit_gross,
            price_excl_tax=state.unit_net,
            tax_code=state.tax_code or None,
        )


def _write_line_discounts(row: Line, state: LineState, keys: dict[str, int]) -> None:
    wanted = {keys[key]: amount for key, amount in state.discounts if key in keys}
    for given in OrderLineDiscount.objects.filter(line=row):
        amount = wanted.pop(given.order_discount_id, None)
        if amount is None:
            given.delete()
        elif amount != given.amount:
            OrderLineDiscount.objects.filter(pk=given.pk).update(amount=amount)
    OrderLineDiscount.objects.bulk_create(
        OrderLineDiscount(line=row, order_discount_id=pk, is_incl_tax=True, amount=amount)
        for pk, amount in wanted.items()
    )


def _move_stock(order: Order, before: OrderState, after: OrderState, written: dict[str, Line]) -> None:
    """Free what is not to be sent any more, then promise what is new."""
    was = {line.key: line.to_send for line in before.lines}
    freed: dict[int, int] = {}
    wanted: dict[int, int] = {}
    for line in after.lines:
        change = line.to_send - was.get(line.key, 0)
        row = written.get(line.key)
        if row is not None and change:
            (wanted if change > 0 else freed)[row.pk] = abs(change)
    for line in before.lines:
        if line.line_id and line.key not in written and line.to_send:
            freed[line.line_id] = line.to_send
    if freed:
        stock.release_quantities(order, freed)
    if wanted:
        stock.allocate_more(order, wanted)


def restock(order: Order, given_up: Iterable[Credit], *, user: User | None, reason: str) -> None:
    """Put pieces that came back on the shelf that they left from, but those to be scrapped.

    Raises StockError, and changes nothing, for more pieces than have gone out and not come back.
    """
    for credit in given_up:
        line = order.lines.select_related("stockrecord__product").get(pk=credit.line_id)
        record = line.stockrecord
        if credit.disposition != RESTOCK or record is None or not record.can_track_allocations:
            continue
        left_from = line.allocations.filter(shipped__gt=0).select_related("level__warehouse").first()
        place = left_from.level.warehouse if left_from else stock.default_warehouse(record.partner)
        stock.restock_return(line, quantity=credit.quantity, warehouse=place, reason=reason, user=user)
