"""An order's lines as they are written: with prices, options and discounts, a statement for each kind."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from oscar.apps.order import exceptions

from shop.basket.models import Basket, Line as BasketLine
from shop.order.models import Line, LineAttribute, LinePrice, Order, OrderDiscount, OrderLineDiscount
from shop.price_lists.frozen import frozen_explanations

LINE_TITLE_LENGTH = 255


def write_lines(order: Order, basket: Basket, *, discounts: Iterable[OrderDiscount]) -> list[Line]:
    """Write a basket's lines as an order's, in their order; each keeps the stock record read with it.

    Four statements at most, however many lines there are. Raises UnableToPlaceOrder for a line without
    a stock record.
    """
    sources = list(basket.all_lines())
    frozen = frozen_explanations(sources)
    lines = Line.objects.bulk_create(
        [_line(order, source, why) for source, why in zip(sources, frozen, strict=True)]
    )
    pairs = list(zip(lines, sources, strict=True))
    LinePrice.objects.bulk_create([price for pair in pairs for price in _prices(order, *pair)])
    LineAttribute.objects.bulk_create([said for pair in pairs for said in _attributes(*pair)])
    first: dict[int, OrderDiscount] = {}
    for discount in discounts:
        if discount.offer_id:
            first.setdefault(discount.offer_id, discount)
    OrderLineDiscount.objects.bulk_create([given for pair in pairs for given in _discounts(first, *pair)])
    return lines


def _line(order: Order, source: Any, why: dict[str, object]) -> Line:
    """Keep the variant's full name and the tax rate: what was bought stays readable for good."""
    record = source.stockrecord
    if not record:
        raise exceptions.UnableToPlaceOrder(f"Basket line #{source.pk} has no stockrecord")
    status = getattr(settings, "OSCAR_INITIAL_LINE_STATUS", None)
    return Line(
        order=order,
        partner=record.partner,
        partner_name=record.partner.name,
        partner_sku=record.partner_sku,
        stockrecord=record,
        product=source.product,
        title=str(source.product)[:LINE_TITLE_LENGTH],
        upc=source.product.upc,
        quantity=source.quantity,
        line_price_excl_tax=source.line_price_excl_tax_incl_discounts,
        line_price_incl_tax=source.line_price_incl_tax_incl_discounts,
        line_price_before_discounts_excl_tax=source.line_price_excl_tax,
        line_price_before_discounts_incl_tax=source.line_price_incl_tax,
        unit_price_incl_tax=source.unit_price_incl_tax,
        unit_price_excl_tax=source.unit_price_excl_tax,
        tax_code=source.tax_code,
        tax_rate=source.purchase_info.price.rate,
        num_allocated=source.quantity,
        price_explanation=why,
        **({} if status is None else {"status": status}),
    )


def _prices(order: Order, line: Line, source: BasketLine) -> list[LinePrice]:
    return [
        LinePrice(
            order=order,
            line=line,
            quantity=quantity,
            price_incl_tax=gross,
            price_excl_tax=net,
            tax_code=source.tax_code,
        )
        for gross, net, quantity in source.get_price_breakdown()
    ]


def _attributes(line: Line, source: BasketLine) -> list[LineAttribute]:
    return [
        LineAttribute(line=line, option=said.option, type=said.option.code, value=said.value)
        for said in source.attributes.all()
    ]


def _discounts(first: Mapping[int, OrderDiscount], line: Line, source: BasketLine) -> list[OrderLineDiscount]:
    """Say what each offer took off a line; what an order keeps no discount of stays on the line alone."""
    return [
        OrderLineDiscount(
            line=line, order_discount=first[given.offer.pk], is_incl_tax=given.incl_tax, amount=given.amount
        )
        for given in source.discounts
        if given.offer and given.offer.pk in first
    ]
