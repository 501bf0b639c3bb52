"""Partners who order ahead."""

from datetime import timedelta

from partners.ordering.models import ScheduledOrder
from partners.ordering.services import PlannedDelivery, schedule
from shop.time_zones import shop_day
from tests.partners.factories import PartnerUserFactory
from tests.shop.factories import CountryFactory, UserAddressFactory, UserFactory


def buyer():
    """Somebody of a partner, with an address that goods are sent to."""
    member = PartnerUserFactory(user=UserFactory())
    country = CountryFactory(is_shipping_country=True)
    UserAddressFactory(user=member.user, country=country)
    return member


def scheduled_by(member, pieces, *, days=(7, 14), payment="bank-transfer"):
    """Deliveries so many days from today."""
    today = shop_day()
    planned = [PlannedDelivery(day=today + timedelta(days=number), pieces=pieces) for number in days]
    order = ScheduledOrder(
        account=member.account,
        created_by=member.user,
        address=member.user.addresses.get(),
        payment=payment,
        reference="PO 7",
    )
    return schedule(order, planned, today=today)
