"""A partner buys for a registered deal: the products and pieces that were registered, at their prices."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from partners.deal_registrations.errors import RegistrationError
from partners.deal_registrations.models import DealRegistration, RegistrationLine, RegistrationState
from partners.deal_registrations.orders import PREFIX
from shop.basket.agreed import AgreedLine, NothingAgreedError, basket_at_agreed_prices
from shop.basket.models import Basket
from shop.order.exceptions import OrderRefused
from shop.order.models import Line, Order
from shop.order.placement import PLACEMENT_GUARDS, PlacementGuard
from shop.order_statuses import CANCELLED
from shop.partner.price_list_models import ListPrice
from shop.partner.strategy import Strategy
from shop.user.models import User


@transaction.atomic
def basket_for(registration: DealRegistration, *, by: User, now: datetime) -> Basket:
    """Return a basket of the pieces that were not ordered yet, at the registered net prices, of who orders.

    A line without a registered price costs what it costs the partner. Raises RegistrationError for a deal
    that is not protected now, or one without a product that can be had.
    """
    row = DealRegistration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if not holds(row, now):
        raise RegistrationError(_("This deal is not protected any more, so its prices do not hold."))
    strategy, ordered = Strategy(user=by), _ordered(row)
    rows = row.lines.select_related("product__parent")
    lines = [line for line in (_line(row, one, strategy, ordered) for one in rows) if line is not None]
    try:
        return basket_at_agreed_prices(
            by,
            lines,
            reference=f"{PREFIX}{row.pk}",
            currency=row.currency,
            is_net=True,
            strategy=strategy,
        )
    except NothingAgreedError as error:
        raise RegistrationError(_("Nothing is left to order of this deal. Please ask us.")) from error


def holds(registration: DealRegistration, now: datetime) -> bool:
    """Tell whether the registered prices hold at a moment."""
    is_live = registration.state in (RegistrationState.APPROVED, RegistrationState.WON)
    return is_live and registration.protected_until is not None and now < registration.protected_until


def _line(
    row: DealRegistration, line: RegistrationLine, strategy: Strategy, ordered: dict[int, int]
) -> AgreedLine | None:
    product = line.product
    if product is None or product.is_parent:
        return None
    left = line.quantity - ordered.get(product.pk, 0)
    held = ListPrice.objects.filter(price_list=row.price_list_id, stockrecord__product=product).first()
    info = strategy.fetch_for_product(product)
    price = held.price if held is not None else info.price.unit_net if info.price.exists else None
    if price is None or left < 1:
        return None
    return AgreedLine(product=product, quantity=left, price=price)


def _ordered(row: DealRegistration, *, but: int = 0) -> dict[int, int]:
    """Count the pieces that were ordered at registered prices, by product, cancelled orders left out."""
    lines = Line.objects.filter(agreed_by=f"{PREFIX}{row.pk}").exclude(order__status=CANCELLED)
    counted = lines.exclude(order=but).order_by().values_list("product").annotate(pieces=Sum("quantity"))
    return {product: pieces for product, pieces in counted if product is not None}


def hold_to_registration(order: Order) -> None:
    """Let a partner order a deal while it is protected, and no more pieces than were registered.

    A guard of placing an order: raises OrderRefused. The registration is held until the order is written, so
    that of two orders at once the second counts the first. An order without such lines costs no statement.
    """
    for reference in _references(order):
        row = (
            DealRegistration.objects.select_for_update(of=("self",))
            .filter(pk=int(reference.removeprefix(PREFIX)))
            .first()
        )
        if row is None or not holds(row, order.date_placed):
            raise OrderRefused(_("This deal is not protected any more, so its prices do not hold."))
        _check_pieces(row, order)


def _references(order: Order) -> list[str]:
    """List what registrations lines were agreed by, off the loaded lines that the order was written from."""
    lines = order.basket.all_lines() if order.basket else ()
    return sorted({line.agreed_by for line in lines if line.agreed_by.startswith(PREFIX)})


def _check_pieces(row: DealRegistration, order: Order) -> None:
    before = _ordered(row, but=order.pk)
    registered = dict(row.lines.values_list("product", "quantity"))
    for line in order.lines.filter(agreed_by=f"{PREFIX}{row.pk}"):
        product = line.product_id or 0
        before[product] = before.get(product, 0) + line.quantity
        if before[product] > registered.get(product, 0):  # guard: registered-pieces-only
            raise OrderRefused(
                _("More pieces than were registered for this deal cannot be ordered at its prices.")
            )


PLACEMENT_GUARDS.register(PlacementGuard(name="registrations", check=hold_to_registration, order=12))
