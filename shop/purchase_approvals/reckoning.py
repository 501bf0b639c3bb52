"""What a request comes to now: today's prices, delivery and stock, by the rules of the checkout."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.apps.shipping.methods import Base, NoShippingRequired
from oscar.core.prices import Price

from shop.b2b.access import access_of
from shop.b2b.queries import company_of
from shop.basket.limits import limit_problems
from shop.basket.models import Basket, Line
from shop.basket.services import apply_offers
from shop.countries import country_of
from shop.order.destinations import read_destinations
from shop.order.models import BillingAddress, ShippingAddress
from shop.partner.buyers import buyer_for
from shop.partner.strategy import Strategy
from shop.payments.methods import PaymentMethod, available_methods
from shop.purchase_approvals.models import PurchaseRequest, PurchaseRequestLine
from shop.shipping.deliveries import free_days
from shop.shipping.methods import choice_of, delivery_of
from shop.shipping.repository import Repository
from shop.shipping.splitting import all_destinations, split_method
from shop.tax.services import situation_for
from shop.user.models import User

LINE_LENGTH = 255
NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line that is not as it was requested; `price` is gross for all its pieces, None: cannot be had."""

    title: str
    before: Decimal
    price: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """A request as it could be ordered now; `problems` are in the way, `changes` are different."""

    basket: Basket
    user: User | None
    method: Base | None = None
    charge: Price | None = None
    total: Price | None = None
    payment: PaymentMethod | None = None
    address: ShippingAddress | None = None
    problems: Sequence[str] = ()
    changes: Sequence[Change] = ()

    @property
    def gross(self) -> Decimal:
        """The total with tax; nothing where it cannot be reckoned."""
        return self.total.incl_tax if self.total is not None else NOTHING


def reckon(request: PurchaseRequest) -> Reckoning:
    """Reckon a request anew; nothing is written."""
    basket = Basket.objects.filter(pk=request.basket_id or 0).first()
    user = request.user
    if basket is None:
        return Reckoning(basket=Basket(), user=None, problems=[_("The goods are no longer there.")])
    access = access_of(user) if user is not None and user.is_active else None
    if user is None or access is None or access.company_id != request.company_id:
        gone = _("%(name)s no longer buys for the company.") % {"name": request.buyer_name}
        return Reckoning(basket=basket, user=None, problems=[gone])
    basket.strategy = _strategy(request, user)
    basket.reset_offer_applications()
    problems = [*limit_problems(basket.all_lines()).values(), *_missing(basket)]
    if problems:
        return Reckoning(basket=basket, user=user, problems=problems, changes=_changes(request, basket))
    apply_offers(basket, user=user)
    return _delivered(request, basket, user)


def _delivered(request: PurchaseRequest, basket: Basket, user: User) -> Reckoning:
    address = address_of(request)
    method = _method(request, basket, user, address)
    changes = _changes(request, basket)
    if method is None:
        said = _("The delivery that was chosen is no longer available.")
        return Reckoning(basket=basket, user=user, address=address, problems=[said], changes=changes)
    charge = method.calculate(basket)
    total = OrderTotalCalculator(None).calculate(basket, charge)
    payment, problems = None, []
    if total.incl_tax:
        offered = available_methods(total=total.incl_tax, currency=total.currency, user=user)
        payment = next((one for one in offered if one.code == request.payment), None)
        if payment is None:
            problems.append(_("The payment method that was chosen is no longer available."))
    return Reckoning(
        basket=basket,
        user=user,
        method=method,
        charge=charge,
        total=total,
        payment=payment,
        address=address,
        problems=problems,
        changes=changes,
    )


def _strategy(request: PurchaseRequest, user: User) -> Strategy:
    buyer = buyer_for(user)
    place = request.tax_place
    if place.get("country"):
        tax = situation_for(
            country=place["country"],
            state=place.get("state", ""),
            postcode=place.get("postcode", ""),
            company=company_of(user),
            vat_id=request.billed.get("vat_id", ""),
        )
        buyer = replace(buyer, tax=tax)
    return Strategy(user=user, buyer=buyer)


def _missing(basket: Basket) -> list[str]:
    """Name what cannot be had in the quantity asked for."""
    said = []
    for line in basket.all_lines():
        info = line.purchase_info
        can, _reason = info.availability.is_purchase_permitted(line.quantity)
        if not (info.price.exists and can):
            said.append(
                _("“%(title)s” cannot be had in this quantity any more.") % {"title": line.description}
            )
    return said


def _changes(request: PurchaseRequest, basket: Basket) -> list[Change]:
    now = {line.pk: line for line in basket.all_lines()}
    found = []
    for line in request.lines.all():
        price = _price_of(now, line)
        if price != line.price:
            found.append(Change(title=line.title, before=line.price, price=price))
    return found


def _price_of(now: dict[int, Line], line: PurchaseRequestLine) -> Decimal | None:
    current = now.get(line.line_id)
    if current is None or not current.purchase_info.price.exists:
        return None
    price: Decimal = current.line_price_incl_tax_incl_discounts
    return price


def _method(
    request: PurchaseRequest, basket: Basket, user: User, address: ShippingAddress | None
) -> Base | None:
    if not basket.is_shipping_required():
        return NoShippingRequired()
    to = None if request.is_pickup else address
    offered = Repository().get_shipping_methods(
        basket=basket, user=user, shipping_addr=to, pickup=request.is_pickup
    )
    method = next((one for one in offered if choice_of(one) == request.delivery_choice), None)
    delivery = delivery_of(method) if method is not None else None
    if delivery is not None and delivery.day_terms is not None and delivery.possible_days():
        if request.delivery_day not in free_days(delivery):
            return None
        delivery.day = request.delivery_day
    return _to_all_addresses(request, method, basket, address)


def _to_all_addresses(
    request: PurchaseRequest, method: Base | None, basket: Basket, address: ShippingAddress | None
) -> Base | None:
    """Return the method that carries the goods to each of the addresses; None where it does not any more."""
    if method is None or not request.destinations:
        return method
    try:
        destinations = all_destinations(basket, address, read_destinations(request.destinations))
    except ValueError:  # more is sent than there is
        return None
    carried: Base | None = split_method(method, basket, destinations)
    return carried


def address_of(request: PurchaseRequest) -> ShippingAddress | None:
    """Return the unsaved address that was chosen."""
    if not request.address:
        return None
    address = ShippingAddress(**request.address)
    if country := country_of(address.country_id or ""):
        address.country = country
    return address


def billing_address_of(request: PurchaseRequest) -> BillingAddress | None:
    """Return the unsaved address of the bill: where it goes, to the company that was given."""
    address = address_of(request)
    if address is None:
        return None
    shared = {field.attname for field in BillingAddress._meta.concrete_fields} - {"id"}
    billing = BillingAddress(**{name: value for name, value in request.address.items() if name in shared})
    billing.country = address.country
    parts = (request.billed.get("name"), billing.line2)
    billing.line2 = ", ".join(part for part in parts if part)[:LINE_LENGTH]
    return billing
