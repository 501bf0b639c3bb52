from datetime import timedelta

import pytest
from django.utils import timezone

from partners.accounts.attribution import attribution_of
from partners.deal_registrations.models import RegistrationOrder
from partners.deal_registrations.orders import order_cancelled, win_by
from shop.events.models import Event
from shop.order.services import cancel_order
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.partners.deal_registrations.factories import approved, buyer, fresh
from tests.partners.factories import referred_basket
from tests.shop.factories import (
    CategoryFactory,
    OrderFactory,
    ProductFactory,
    ShippingAddressFactory,
    UserFactory,
)


def placed(**facts):
    facts.setdefault("guest_email", "chef@harbour-hotel.example")
    return OrderFactory(**facts)


def test_order_of_the_end_customer_wins_the_registration_and_its_deal_once():
    registration = approved()
    order = placed()
    win_by(order)
    win_by(order)

    row = fresh(registration)
    assert (row.state, row.orders.get().order, row.orders.get().bought_by_partner) == ("won", order, False)
    assert row.deal.state == "won"
    assert list(row.evidence.filter(act="won").values_list("data", flat=True)) == [
        {"order": order.number, "by_partner": False}
    ]
    assert Event.objects.filter(name__endswith="DealRegistrationWon").count() == 1


def test_order_is_owed_to_who_registered_before_it_is_won_and_before_a_link():
    registration = approved()
    order = placed(basket=referred_basket(approved(customer_name="X", contact_email="a@x.example").account))

    found = attribution_of(order)
    assert (found.account, found.source, found.reference) == (
        registration.account,
        "registration",
        registration.number,
    )
    assert not found.is_own_purchase
    win_by(order)
    assert attribution_of(order) == found


@pytest.mark.parametrize(
    "facts",
    [
        {"guest_email": "somebody@gmail.com"},
        {"guest_email": "chef@hotel.example"},
    ],
)
def test_order_of_somebody_else_wins_nothing(facts):
    registration = approved()

    assert win_by(placed(**facts)) is None
    assert fresh(registration).state == "approved"


def test_order_before_the_approval_or_after_the_end_wins_nothing():
    early = placed()
    registration = approved()
    assert win_by(early) is None

    late = placed()
    type(registration).objects.update(protected_until=timezone.now() - timedelta(hours=1))
    assert win_by(late) is None
    assert attribution_of(late) is None


def test_order_within_the_protection_that_we_hear_of_late_counts():
    registration = approved()
    order = placed()
    type(registration).objects.filter(pk=registration.pk).update(state="expired")

    assert win_by(order).registration == registration
    assert fresh(registration).state == "expired"


def test_company_account_buys():
    company = CompanyFactory(vat_id="DE136695976")
    contact = CompanyContactFactory(company=company, user=UserFactory())
    registration = approved(vat_id="DE136695976", contact_email="")
    order = OrderFactory(user=contact.user, company=company)

    assert win_by(order).registration == registration


def test_scope_is_kept():
    cup, bowl, plate = ProductFactory(), ProductFactory(), ProductFactory()
    category = CategoryFactory()
    bowl.categories.add(category)
    approved(lines=[(cup, 1)], granted={"covers_all": False, "categories": [category]})

    assert win_by(placed(lines=[plate])) is None
    assert win_by(placed(lines=[bowl]))
    assert win_by(placed(lines=[cup, plate]))
    assert RegistrationOrder.objects.count() == 2


def test_site_is_kept():
    approved(granted={"site_postcode": "20457"})

    assert win_by(placed(shipping_address=ShippingAddressFactory(postcode="80331"))) is None
    assert win_by(placed(shipping_address=ShippingAddressFactory(postcode="20457")))


def test_of_several_the_first_approved_has_it():
    first = approved(granted={"site_postcode": "20457"})
    approved(granted={"site_postcode": "80331"})
    order = placed(shipping_address=ShippingAddressFactory(postcode="20457"))

    assert win_by(order).registration == first


def test_cancelled_order_opens_the_registration_again():
    registration = approved()
    one, other = placed(), placed()
    win_by(one)
    win_by(other)
    cancel_order(one)
    order_cancelled(one)
    assert fresh(registration).state == "won"

    cancel_order(other)
    order_cancelled(other)
    order_cancelled(other)
    assert fresh(registration).state == "approved"
    assert Event.objects.filter(name__endswith="DealRegistrationReopened").count() == 1


def test_cancelled_order_wins_nothing():
    registration = approved()
    order = placed()
    cancel_order(order)

    assert win_by(order) is None
    order_cancelled(order)
    assert fresh(registration).state == "approved"


def test_what_people_of_the_partner_buy_wins_nothing():
    registration = approved()
    one = buyer("p@harbour-hotel.example")
    CompanyContactFactory(company=registration.account.company, user=one, email=one.email)

    assert attribution_of(OrderFactory(user=one)) is None
