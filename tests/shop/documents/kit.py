"""Orders with any lines."""

from decimal import Decimal

from shop.order.models import Order
from shop.tax.amounts import net_of

STANDARD = Decimal("0.19")


def rewritten(order, sold, shipping):
    """Give an order other lines and another delivery, as its creator would have written them."""
    template = order.lines.first()
    order.lines.all().delete()
    nets = []
    for quantity, before, after, rate in sold:
        net = {gross: net_of(gross, rate=rate, currency="EUR") for gross in (before, after)}
        nets.append(net[after])
        template.pk = None
        template.quantity, template.tax_rate = quantity, rate
        template.line_price_before_discounts_incl_tax = before
        template.line_price_before_discounts_excl_tax = net[before]
        template.line_price_incl_tax, template.line_price_excl_tax = after, net[after]
        template.save(force_insert=True)
    delivery = net_of(shipping, rate=STANDARD, currency="EUR")
    Order.objects.filter(pk=order.pk).update(
        shipping_incl_tax=shipping,
        shipping_excl_tax=delivery,
        total_incl_tax=sum(after for _q, _b, after, _r in sold) + shipping,
        total_excl_tax=sum(nets) + delivery,
    )
    return Order.objects.get(pk=order.pk)
