"""The deal behind a registration, so that one forecast holds what partners and we ourselves bring."""

from decimal import Decimal

from django.utils.translation import gettext as _

from crm_core.customers.models import Customer
from crm_core.customers.services import CannotIdentifyError, identify
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import Deal
from crm_core.pipeline.services import NewDeal, open_deal, win_deal
from partners.deal_registrations.checking import SOURCE
from partners.deal_registrations.models import DealRegistration
from shop.order.models import Order
from shop.tax.amounts import gross_of
from shop.tax.queries import situation
from shop.tax.table import STANDARD
from shop.user.models import User


def deal_for(registration: DealRegistration, *, chosen: Deal | None, by: User | None) -> Deal | None:
    """Return the deal that a registration is about, kept on it: the chosen one, else one opened for it, once.

    None where no customer can be told or no pipeline is in use: a protection does not fail for that.
    """
    deal = chosen or registration.deal or _opened(registration, by=by)
    if deal is not None and deal.pk != registration.deal_id:
        registration.deal = deal
        registration.save(update_fields=["deal"])
    return deal


def customer_of(registration: DealRegistration) -> Customer | None:
    """Return the end customer's record, made where there is none; None without an address and a company."""
    try:
        return identify(
            email=registration.contact_email,
            phone=registration.contact_phone,
            region=registration.country,
            name=registration.contact_name or registration.customer_name,
            company=registration.company,
        )
    except CannotIdentifyError:
        return None


def _opened(registration: DealRegistration, *, by: User | None) -> Deal | None:
    customer = customer_of(registration)
    if customer is None:
        return None
    title = _("%(customer)s through %(partner)s") % {
        "customer": registration.customer_name,
        "partner": registration.account.company,
    }
    try:
        return open_deal(
            NewDeal(
                customer=customer,
                title=title,
                amount=_gross(registration.expected_value, registration.currency),
                currency=registration.currency,
                expected_close_on=registration.expected_close_on,
                source=f"{SOURCE}{registration.pk}",
                by=by,
            )
        )
    except DealError:
        return None


def _gross(net: Decimal, currency: str) -> Decimal:
    return gross_of(net, rate=situation().rate(STANDARD), currency=currency)


def win_deal_of(registration: DealRegistration, order: Order) -> None:
    """Have the registration's deal won by an order, unless it was closed or the order is another deal's."""
    if registration.deal is None:
        return
    try:
        win_deal(registration.deal, order, act="registration_won")
    except DealError:
        return
