"""A company's locations in the checkout: its people send goods there without typing an address."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from shop.b2b.access import access_of
from shop.b2b.models import CompanyLocation
from shop.order.models import ShippingAddress
from shop.user.models import User

LINE_LENGTH = 255


def locations_for(user: User | AnonymousUser, *, is_pickup: bool = False) -> QuerySet[CompanyLocation]:
    """List where somebody can send goods for the company they act for, by name.

    For goods that are picked up: where its invoices go. Nothing for who acts for no company.
    """
    access = access_of(user)
    if access is None:
        return CompanyLocation.objects.none()
    active = CompanyLocation.objects.filter(company=access.company_id, is_active=True)  # guard: own-location
    kind = {"is_billing": True} if is_pickup else {"is_shipping": True, "country__is_shipping_country": True}
    return active.filter(**kind).select_related("company", "country").order_by("name", "pk")


def address_at(location: CompanyLocation, user: User | AnonymousUser) -> ShippingAddress:
    """Return the unsaved address of a parcel to a location: the company, and who receives there.

    Where the location names nobody it is for who buys.
    """
    address = ShippingAddress()
    location.populate_alternative_model(address)
    if user.is_authenticated and not (address.first_name or address.last_name):
        address.first_name, address.last_name = user.first_name, user.last_name
    address.line2 = ", ".join(filter(None, (location.company.name, location.line2)))[:LINE_LENGTH]
    return address
