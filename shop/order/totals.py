"""What an order came to, as its buyer saw it: nothing is reckoned anew, only added up."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import get_language

from shop.offer.models import ConditionalOffer
from shop.offer.names import discount_name
from shop.order.models import Line, Order, OrderDiscount
from shop.shipping.table import delivery_name
from shop.tax.totals import TaxedAmount, Totals, totals_of

ZERO = Decimal(0)


def is_foreign(order: Order) -> bool:
    """Whether the order was placed in another language than its reader's; its words then are not theirs."""
    return bool(order.language) and order.language != get_language()


def offer_names(order: Order, discounts: Iterable[OrderDiscount]) -> dict[int | None, str]:
    """Return what the offers are called in the reader's language, by key, where the order's words are not.

    Empty, without a query, where they are; else one query.
    """
    ids = [discount.offer_id for discount in discounts if discount.offer_id]
    if not ids or not is_foreign(order):
        return {}
    return {pk: offer.name for pk, offer in ConditionalOffer.objects.in_bulk(ids).items()}


def order_totals(
    order: Order, lines: Iterable[Line] | None = None, *, shows_net: bool | None = None
) -> Totals:
    """Return the rows below an order's lines, as its buyer saw them or as `shows_net` says.

    One query for its discounts, another without `lines`, another for the names of offers where the
    order was placed in another language than its reader's.
    """
    lines = list(order.lines.all() if lines is None else lines)
    given = [off for off in order.discounts.all() if off.amount > 0]
    names = offer_names(order, given)
    is_sent = bool(order.shipping_method)
    return totals_of(
        currency=order.currency,
        before=TaxedAmount(
            net=sum((line.line_price_before_discounts_excl_tax for line in lines), ZERO),
            gross=sum((line.line_price_before_discounts_incl_tax for line in lines), ZERO),
        ),
        after=TaxedAmount(
            net=order.total_excl_tax - order.shipping_excl_tax,
            gross=order.total_incl_tax - order.shipping_incl_tax,
        ),
        discounts=_rows(given, names, OrderDiscount.BASKET),
        delivery=TaxedAmount(net=order.shipping_excl_tax, gross=order.shipping_incl_tax) if is_sent else None,
        delivery_name=delivery_name(order.shipping_code, written=order.shipping_method),
        delivery_discounts=_rows(given, names, OrderDiscount.SHIPPING) if is_sent else [],
        shows_net=order.shows_net if shows_net is None else shows_net,
        treatment=order.tax_treatment,
        vat_id=order.vat_id,
    )


def _rows(
    given: list[OrderDiscount], names: dict[int | None, str], category: str
) -> list[tuple[str, TaxedAmount]]:
    """Name the discounts on the goods or on the delivery, offers before vouchers as in the basket.

    The net of one from before it was kept is not known: of goods it is in proportion to the gross, of a
    delivery it counts nothing, so that the row is left out.
    """
    is_goods = category == OrderDiscount.BASKET
    chosen = [off for off in given if off.category == category]
    chosen.sort(key=lambda off: (bool(off.voucher_code), off.pk))
    nets_are_known = all(off.amount_excl_tax is not None for off in chosen)
    rows = []
    for off in chosen:
        net = off.amount_excl_tax if nets_are_known else None
        if net is None:
            net = off.amount if is_goods else ZERO
        name = discount_name(names.get(off.offer_id) or off.offer_name, off.voucher_code)
        rows.append((name, TaxedAmount(net=net, gross=off.amount)))
    return rows
