"""What a scheduled delivery comes to today: prices, delivery and payment by the rules of the checkout."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from partners.accounts.access import access_of
from partners.ordering.company_permissions import SCHEDULE
from partners.ordering.models import CallOff, ScheduledOrder
from shop.b2b.access import access_of as company_access_of
from shop.b2b.queries import company_of
from shop.basket.bulk import add_many
from shop.basket.checking import Wish, wished_products
from shop.basket.limits import limit_problems
from shop.basket.models import Basket
from shop.basket.services import apply_offers
from shop.checkout.delivery import Base, Price, delivery_choices, order_total
from shop.order.models import BillingAddress, ShippingAddress
from shop.partner.buyers import buyer_for
from shop.partner.strategy import Strategy
from shop.payments.methods import PaymentMethod, available_methods
from shop.purchase_approvals.conditions import Proposal, requirement_for
from shop.tax.services import situation_for
from shop.user.models import User

LINE_LENGTH = 255


class CannotReleaseError(Exception):
    """The delivery cannot be ordered as things are; the message says why, for the partner's buyer."""


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """A delivery as it can be ordered now."""

    basket: Basket
    user: User
    address: ShippingAddress
    method: Base
    charge: Price
    total: Price
    payment: PaymentMethod | None


def reckon(call_off: CallOff) -> Reckoning:
    """Reckon a delivery at the prices of today. Raises CannotReleaseError.

    A basket is made where none holds the goods yet; the caller's transaction takes it back.
    """
    scheduled = call_off.scheduled
    user, address = scheduled.created_by, address_of(scheduled)
    require_buyer(scheduled)
    if address is None:
        raise CannotReleaseError(_("The delivery address is no longer there."))
    basket = call_off.basket or filled_basket(call_off)
    basket.strategy = strategy_for(user, address)
    basket.reset_offer_applications()
    if problems := list(limit_problems(basket.all_lines()).values()) + _missing(basket):
        raise CannotReleaseError(" ".join(problems))
    apply_offers(basket, user=user)
    methods = delivery_choices(basket, user=user, address=address)
    if not methods:
        raise CannotReleaseError(_("We do not ship to this address. Please choose another one."))
    method, charge = methods[0]
    total = order_total(basket, charge)
    found = Reckoning(
        basket=basket,
        user=user,
        address=address,
        method=method,
        charge=charge,
        total=total,
        payment=_payment(scheduled, total),
    )
    _require_no_approval(found)
    return found


def require_buyer(scheduled: ScheduledOrder) -> None:
    """Raise CannotReleaseError unless who scheduled it still orders for the partner."""
    user = scheduled.created_by
    access, company = access_of(user), company_access_of(user)
    is_theirs = access is not None and access.account.pk == scheduled.account_id and access.can(SCHEDULE)
    if not (user.is_active and is_theirs and (company is None or company.can("orders.place"))):
        name = user.get_full_name() or user.email
        raise CannotReleaseError(_("%(name)s no longer buys for the company.") % {"name": name})


def filled_basket(call_off: CallOff) -> Basket:
    """Make a basket of its own with the goods. Raises CannotReleaseError for what cannot be had."""
    user = call_off.scheduled.created_by
    basket = Basket.objects.create(owner=user, status=Basket.SAVED)
    basket.strategy = Strategy(user=user, buyer=buyer_for(user))
    lines = {line.product_id: line.quantity for line in call_off.lines.all()}
    wishes = [Wish(product=product, quantity=lines[product.pk]) for product in wished_products(sorted(lines))]
    done = add_many(basket, wishes)
    if done.refused or len(done.added) < len(lines):
        said = [f"{one.wish.product}: {one.message}" for one in done.refused]
        raise CannotReleaseError(" ".join(said) or _("A product is no longer sold."))
    return basket


def strategy_for(user: User, address: ShippingAddress) -> Strategy:
    """Return the strategy that prices for a buyer at the tax of where the goods go."""
    tax = situation_for(
        country=address.country_id or "",
        state=address.state or "",
        postcode=address.postcode or "",
        company=company_of(user),
    )
    return Strategy(user=user, buyer=replace(buyer_for(user), tax=tax))


def address_of(scheduled: ScheduledOrder) -> ShippingAddress | None:
    """Return where the goods go, unsaved; None when the address is not in the buyer's book any more."""
    saved = scheduled.address
    if saved is None or saved.user_id != scheduled.created_by_id:
        return None
    address = ShippingAddress()
    saved.populate_alternative_model(address)
    return address


def billing_address_of(found: Reckoning) -> BillingAddress:
    """Return the unsaved address on the invoice: where the goods go, to the buyer's company."""
    shared = {field.attname for field in BillingAddress._meta.concrete_fields} - {"id"}
    names = [f.attname for f in ShippingAddress._meta.concrete_fields if f.attname in shared]
    billing = BillingAddress(**{name: getattr(found.address, name) for name in names})
    company = company_of(found.user)
    parts = (company.name if company else "", billing.line2)
    billing.line2 = ", ".join(part for part in parts if part)[:LINE_LENGTH]
    return billing


def ways_to_pay(user: User, *, total: Price | None = None) -> list[PaymentMethod]:
    """List the ways to pay that need nobody at the screen: what is paid on a page is left out."""
    gross = total.incl_tax if total else Decimal(1)
    currency = total.currency if total else settings.OSCAR_DEFAULT_CURRENCY
    offered = available_methods(total=gross, currency=currency, user=user)
    return [method for method in offered if not method.is_online and not method.is_stored_value]


def _payment(scheduled: ScheduledOrder, total: Price) -> PaymentMethod | None:
    if not total.incl_tax:
        return None
    offered = ways_to_pay(scheduled.created_by, total=total)
    found = next((method for method in offered if method.code == scheduled.payment), None)
    if found is None:
        raise CannotReleaseError(_("The payment method that was chosen is no longer available."))
    return found


def _missing(basket: Basket) -> list[str]:
    said: list[str] = []
    for line in basket.all_lines():
        info = line.purchase_info
        can, _reason = info.availability.is_purchase_permitted(line.quantity)
        if not (info.price.exists and can):
            text = _("“%(title)s” cannot be had in this quantity any more.")
            said.append(text % {"title": line.description})
    return said


def _require_no_approval(found: Reckoning) -> None:
    access = company_access_of(found.user)
    if access is None:
        return
    proposal = Proposal(
        user=found.user, access=access, basket=found.basket, total=found.total, charge=found.charge
    )
    requirement = requirement_for(proposal)
    if requirement is not None:
        names: Sequence[str] = requirement.reasons
        text = _("Your company has to approve this order (%(names)s). Please order it by hand.")
        raise CannotReleaseError(text % {"names": ", ".join(names)})
