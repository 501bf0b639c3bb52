"""Free gifts as lines of an order: for nothing, and their pieces promised like any other."""

from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import UnableToPlaceOrder

from shop.basket.models import Basket
from shop.offer.gifts import Gift
from shop.order.lines import LINE_TITLE_LENGTH
from shop.order.models import Line, Order
from shop.tax.classes import tax_class_of

ZERO = Decimal(0)


def write_gifts(order: Order, basket: Basket) -> list[Line]:
    """Write what the basket gets for nothing, as far as its offers still count; one statement, or none.

    Call it after `redeem`. Whether there are pieces is decided when the stock is allocated.
    """
    kept = basket.offer_applications.applications
    lines = [_line(order, gift) for gift in basket.gifts if gift.offer.pk in kept]
    return list(Line.objects.bulk_create(lines)) if lines else []


def _line(order: Order, gift: Gift) -> Line:
    record = gift.info.stockrecord
    if record is None:  # `GiftStock` takes none without one
        raise UnableToPlaceOrder(gift.title)
    record.product = gift.product
    status = getattr(settings, "OSCAR_INITIAL_LINE_STATUS", None)
    return Line(
        order=order,
        partner=record.partner,
        partner_name=record.partner.name,
        partner_sku=record.partner_sku,
        stockrecord=record,
        product=gift.product,
        title=(_("Free gift: %(gift)s") % {"gift": gift.title})[:LINE_TITLE_LENGTH],
        upc=gift.product.upc,
        quantity=gift.quantity,
        line_price_excl_tax=ZERO,
        line_price_incl_tax=ZERO,
        line_price_before_discounts_excl_tax=ZERO,
        line_price_before_discounts_incl_tax=ZERO,
        unit_price_incl_tax=ZERO,
        unit_price_excl_tax=ZERO,
        tax_code=tax_class_of(gift.product.get_product_class()),
        tax_rate=gift.info.price.rate,
        num_allocated=gift.quantity,
        is_gift=True,
        **({} if status is None else {"status": status}),
    )
