"""An order to several addresses: what was chosen in this checkout, and whether it can stand.

Beside the delivery address of the checkout, which gets all that is left, there are others. They are kept in
the session, so nothing is lost by another look at the basket. All bear the same tax: one order has one.
"""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from oscar.apps.shipping.methods import Base

from shop.b2b.access import access_of
from shop.b2b.models import CompanyLocation
from shop.b2b.queries import company_of
from shop.basket.models import Line
from shop.basket.requests import BasketRequest
from shop.checkout_session import CheckoutSessionData
from shop.order.destinations import address_from, fields_of, read_destinations
from shop.order.models import ShippingAddress
from shop.shipping.splitting import Destination, all_destinations, split_method
from shop.tax.services import situation_for
from shop.tax.situation import TaxSituation
from shop.user.models import User

MOST_DESTINATIONS = 30


class DestinationsRefusedError(Exception):
    """One order cannot go to these addresses; the message says why and what to do."""


def kept_destinations(data: CheckoutSessionData) -> list[Destination]:
    """Return the addresses beside the delivery address, as they were chosen."""
    return read_destinations(data.destinations())


def keep(data: CheckoutSessionData, destinations: Sequence[Destination]) -> None:
    """Remember them; none goes back to one address."""
    data.set_destinations(
        [
            {
                "address": fields_of(each.address),
                "pieces": {str(pk): number for pk, number in each.pieces.items() if number},
                "wished_on": each.wished_on.isoformat() if each.wished_on else "",
            }
            for each in destinations
        ]
    )


def address_of_location(location: CompanyLocation) -> ShippingAddress:
    """Return a company's location as an address; its name stands in for a person's where there is none."""
    fields = fields_of(location)
    if not fields["last_name"]:
        fields["last_name"] = location.name
    return address_from(fields)


def locations_for(user: User | AnonymousUser) -> list[CompanyLocation]:
    """List the places to which goods for the user's company can be sent."""
    access = access_of(user)
    if access is None:
        return []
    rows = CompanyLocation.objects.filter(company=access.company_id, is_active=True, is_shipping=True)
    return list(rows.filter(country__is_shipping_country=True).select_related("country").order_by("name"))


def carried_methods(
    request: BasketRequest,
    methods: Sequence[Base],
    *,
    address: ShippingAddress,
    others: Sequence[Destination],
) -> list[Base]:
    """Return those of the methods that carry a basket to all its addresses, at the price of all consignments.

    Raises DestinationsRefusedError where it cannot be split so (any more).
    """
    basket = request.basket
    check(request, address, [other.address for other in others])
    try:
        destinations = all_destinations(basket, address, others)
    except ValueError as error:
        text = _("More of “%(title)s” would be sent than your basket holds.")
        raise DestinationsRefusedError(text % {"title": error.args[0].product.get_title()}) from error
    found = (split_method(method, basket, destinations) for method in methods)
    carried = [method for method in found if method is not None]
    if not carried:
        raise DestinationsRefusedError(
            _("No delivery method goes to all of these addresses. Please order for some of them separately.")
        )
    return carried


def check(request: BasketRequest, address: ShippingAddress, others: Sequence[ShippingAddress]) -> None:
    """Refuse addresses whose goods bear another tax than those at the delivery address."""
    if not others:
        return
    tax = _tax_at(request, address)
    for other in others:
        theirs = _tax_at(request, other)
        is_same = (tax.treatment, tax.country, tax.region) == (
            theirs.treatment,
            theirs.country,
            theirs.region,
        )
        if other.country_id != address.country_id or not is_same:
            text = _(
                "Goods for %(place)s are taxed differently from those for your delivery address. "
                "Please place an order of their own for them."
            )
            raise DestinationsRefusedError(text % {"place": f"{other.line4} {other.postcode}".strip()})


def _tax_at(request: BasketRequest, address: ShippingAddress) -> TaxSituation:
    buyer = request.strategy.buyer
    return situation_for(
        country=address.country_id or "",
        state=address.state or "",
        postcode=address.postcode or "",
        company=company_of(request.user) if buyer.company_id else None,
        vat_id=CheckoutSessionData(request).company().get("vat_id", ""),
    )


def typed_pieces(request: HttpRequest, index: int, lines: Sequence[Line]) -> tuple[dict[int, int], bool]:
    """Read how many pieces of each line go to a destination; False beside them where one is no number."""
    pieces, is_right = {}, True
    for line in lines:
        text = request.POST.get(f"pieces-{index}-{line.pk}", "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 8):  # noqa: PLR2004 - within a column
            is_right = False
        elif text and int(text):
            pieces[line.pk] = int(text)
    return pieces, is_right


def wished_day(text: str, *, today: date) -> date | None:
    """Read a day to come; None for none. Raises DestinationsRefusedError for one that is over, or none."""
    if not text.strip():
        return None
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None or day < today:
        raise DestinationsRefusedError(_("Please choose today or a later day."))
    return day
