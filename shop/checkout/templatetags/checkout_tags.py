"""How basket and checkout write a day, and the steps of the checkout."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from shop import order_statuses
from shop.basket.models import Line as BasketLine
from shop.basket.totals import shown_before_sale, shown_price
from shop.countries import Country, country_name, country_name_of
from shop.formats import format_day
from shop.order.addresses import address_lines
from shop.order.models import Line as OrderLine, Order
from shop.order.totals import order_totals
from shop.price_lists.frozen import ordinary_amount
from shop.shipping.deliveries import delivery_for
from shop.shipping.destination_models import OrderDestination
from shop.shipping.methods import DeliveryMethod, delivery_of
from shop.shipping.order_models import OrderDelivery
from shop.stock.models import Warehouse
from shop.tax.totals import Totals

register = template.Library()


@register.filter
def delivery_day(day: date) -> str:
    """Write a day, or a moment's in the shop's time zone, as product pages do: "Thursday 26 November"."""
    return format_day(timezone.localdate(day) if isinstance(day, datetime) else day)


@register.filter(name="country_name")
def country_name_filter(country: Country) -> str:
    """Write a country's name as the reader knows it."""
    return country_name(country)


register.filter(address_lines)


@register.simple_tag(takes_context=True)
def rendered(context: Context, name: str) -> SafeString:
    """Return a template as it looks here, for a page that shows it more than once."""
    engine = context.template.engine  # type: ignore[union-attr]
    found: SafeString = engine.get_template(name).render(context)
    return found


@register.filter
def line_shown(line: BasketLine) -> Decimal | None:
    """Return what a basket's line comes to, net or gross as its buyer sees prices."""
    return shown_price(line)


@register.filter
def line_before_sale(line: BasketLine) -> Decimal | None:
    """Return what a basket's line comes to without sale and discounts; None where it is in no sale."""
    return shown_before_sale(line)


@register.filter
def ordered_shown(line: OrderLine, shows_net: bool) -> Decimal:  # noqa: FBT001 - templates name none
    """Return what an order's line came to, net or gross as its buyer saw prices."""
    return line.line_price_excl_tax if shows_net else line.line_price_incl_tax


@register.filter
def ordinary_shown(line: OrderLine, order: Order) -> Decimal | None:
    """Return what a line would have come to without its sale, as its buyer saw prices; None without one."""
    before = (
        line.line_price_before_discounts_excl_tax
        if order.shows_net
        else line.line_price_before_discounts_incl_tax
    )
    return ordinary_amount(line.price_explanation, before, order.currency)


@register.filter
def charge_shown(charge: Any, shows_net: bool) -> Decimal:  # noqa: FBT001 - a template's argument has no name
    """Return a delivery's charge, net or gross."""
    shown: Decimal = charge.excl_tax if shows_net else charge.incl_tax
    return shown


@register.simple_tag(name="order_totals")
def order_totals_tag(
    order: Order, lines: Iterable[OrderLine] | None = None, *, gross: bool = False
) -> Totals:
    """Return the rows below an order's lines as its buyer saw them, or `gross` for everybody.

    `lines` as far as they are order lines already loaded.
    """
    return order_totals(order, lines, shows_net=False if gross else None)


@register.filter
def arrival(method: object) -> date | None:
    """Return the day a delivery method brings a parcel ordered now; None where nothing is sent."""
    delivery = delivery_of(method)
    return delivery.arrives_on() if delivery else None


@register.filter
def delivery_method(method: object) -> DeliveryMethod | None:
    """Look below an offer's wrapper; None where nothing has to be sent."""
    return delivery_of(method)


@register.filter
def place_lines(place: Warehouse) -> list[str]:
    """Return the address of a warehouse in lines."""
    country = country_name_of(place.country_id) if place.country_id else ""
    town = " ".join(part for part in (place.postcode, place.city) if part)
    return [line for line in (place.line1, town, country) if line]


@register.simple_tag
def chosen_delivery(order: Order) -> OrderDelivery | None:
    """Return an order's pick-up point or delivery day; None where neither was chosen. One query."""
    return delivery_for(order)


@register.simple_tag
def order_destinations(order: Order) -> list[OrderDestination]:
    """List the addresses of an order that goes to several, with their pieces; empty for one. Two queries."""
    rows = OrderDestination.objects.filter(order=order.pk).select_related("address__country")
    return list(rows.prefetch_related("lines__line").order_by("position"))


STATES = {
    order_statuses.PENDING_PAYMENT: gettext_lazy("Awaiting payment."),
    order_statuses.AUTHORISED: gettext_lazy("It is confirmed."),
    order_statuses.PAID: gettext_lazy("It is paid and will be shipped."),
    order_statuses.PARTIALLY_DISPATCHED: gettext_lazy("A part of it has been shipped; the rest follows."),
    order_statuses.DISPATCHED: gettext_lazy("It has been shipped."),
    order_statuses.COMPLETE: gettext_lazy("It is completed."),
    order_statuses.CANCELLED: gettext_lazy("It was cancelled."),
}


@register.filter
def state_words(order: Order) -> str:
    """Say in a sentence where an order stands."""
    return str(STATES.get(order.status, ""))
