"""Who may order for a company: a member whose role says so, while the company is not on hold."""

from django.utils.translation import gettext as _

from shop.b2b.access import access_of_contact
from shop.b2b.models import Company, CompanyContact
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.order.placement import PLACEMENT_GUARDS, PlacementGuard


def check_member(order: Order) -> None:
    """Refuse an order for a company on hold, or by somebody who may not place orders there (any more).

    Raises OrderRefused, in words for the buyer. Orders for no company pass.
    """
    if order.company_id is None or order.user_id is None:
        return
    if Company.objects.filter(pk=order.company_id, status=Company.Status.ON_HOLD).exists():
        raise OrderRefused(_("Your company is on hold and cannot order. Please ask your contact with us."))
    contact = CompanyContact.objects.filter(user=order.user_id, company=order.company_id).first()
    access = access_of_contact(contact.pk) if contact else None
    if access is None or not access.can("orders.place"):  # guard: may-place-orders
        raise OrderRefused(_("Your role does not let you place orders for your company."))


PLACEMENT_GUARDS.register(PlacementGuard(name="company-member", check=check_member, order=1))
