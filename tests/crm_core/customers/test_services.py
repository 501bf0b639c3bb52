from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from crm_core.customers import services
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerOrder, IdentityConflict
from crm_core.customers.services import (
    CannotIdentifyError,
    add_identifiers,
    attach_order,
    identify,
    refresh_figures,
)
from shop.order.models import Order
from shop.order.services import cancel_order
from shop.order_statuses import CANCELLED
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory, CustomerFactory
from tests.shop.factories import OrderFactory, ProductFactory, ShippingAddressFactory, UserFactory

pytestmark = pytest.mark.django_db


def keys_of(customer):
    return sorted(customer.identifiers.values_list("kind", "value"))


def test_order_of_a_guest_makes_a_customer_with_both_keys():
    order = OrderFactory(guest_email="Mara@Lindt.example")

    customer = identify(order=order)

    assert customer.kind == Customer.Kind.PERSON
    assert (customer.name, customer.email) == ("Ada Potter", "mara@lindt.example")
    assert keys_of(customer) == [("email", "mara@lindt.example"), ("phone", "+4935213296645")]


def test_guest_address_of_a_user_leads_to_the_same_customer():
    user = UserFactory(email="mara@lindt.example")
    as_user = identify(user=user)

    as_guest = identify(email="MARA@lindt.example")

    assert as_guest == as_user
    assert Customer.objects.count() == 1
    assert keys_of(as_user) == [("email", "mara@lindt.example"), ("user", str(user.pk))]


def test_user_who_bought_as_a_guest_before_is_the_same_customer():
    as_guest = identify(email="mara@lindt.example")

    assert identify(user=UserFactory(email="mara@lindt.example")) == as_guest


def test_phone_alone_leads_to_who_gave_it():
    customer = identify(email="mara@lindt.example", phone="+49 30 1234567")

    assert identify(phone="030 1234567", region="DE") == customer


def test_known_by_phone_only_gets_the_address():
    customer = identify(phone="+49 30 1234567")

    assert identify(email="mara@lindt.example", phone="+49 30 1234567") == customer
    assert Customer.objects.get().email == "mara@lindt.example"


def test_stranger_with_a_known_number_is_somebody_else_and_noted():
    mara = identify(email="mara@lindt.example", phone="+49 30 1234567")

    stranger = identify(email="paul@okafor.example", phone="+49 30 1234567")

    assert stranger != mara
    assert keys_of(stranger) == [("email", "paul@okafor.example")]
    conflict = IdentityConflict.objects.get()
    assert (conflict.customer, conflict.identifier.customer) == (stranger, mara)


def test_conflicting_keys_merge_nothing_and_are_noted_once():
    mara = identify(email="mara@lindt.example")
    paul = identify(phone="+49 30 1234567")

    for _time in range(2):
        assert identify(email="mara@lindt.example", phone="+49 30 1234567") == mara

    assert keys_of(mara) == [("email", "mara@lindt.example")]
    assert keys_of(paul) == [("phone", "+49301234567")]
    assert IdentityConflict.objects.count() == 1


def test_company_contact_leads_to_the_company():
    contact = CompanyContactFactory(user=UserFactory(), email="jonas@harbour.example")

    by_user = identify(user=contact.user)
    by_address = identify(email="jonas@harbour.example")
    by_company = identify(company=contact.company)

    assert by_user == by_address == by_company
    assert (by_user.kind, by_user.name, by_user.company) == (
        Customer.Kind.COMPANY,
        contact.company.name,
        contact.company,
    )


def test_two_contacts_of_a_company_are_one_customer():
    company = CompanyFactory()
    jonas = CompanyContactFactory(company=company)
    anna = CompanyContactFactory(company=company)

    assert identify(email=jonas.email) == identify(email=anna.email)


def test_person_who_starts_to_speak_for_a_company_stays_a_person():
    person = identify(email="jonas@harbour.example")
    company = CompanyContactFactory(email="jonas@harbour.example").company

    again = identify(email="jonas@harbour.example")

    assert again == person
    assert (again.kind, again.company) == (Customer.Kind.PERSON, company)
    assert keys_of(again) == [("email", "jonas@harbour.example")]


def test_what_staff_corrected_stays():
    customer = identify(email="mara@lindt.example", name="mara lindt")
    Customer.objects.update(name="Mara Lindt")

    identify(email="mara@lindt.example", name="M. L.")

    customer.refresh_from_db()
    assert customer.name == "Mara Lindt"


def test_nothing_to_go_by_is_an_error_and_writes_nothing():
    with pytest.raises(CannotIdentifyError):
        identify(email="not an address", phone="12")

    assert Customer.objects.count() == 0


def test_loser_of_a_race_reads_the_winners_record(monkeypatch):
    """The other worker commits between our look and our write."""
    look, looks = services._known, []

    def late_look(who):
        looks.append(who)
        if len(looks) == 1:
            found = look(who)
            CustomerFactory(email="mara@lindt.example", name="The winner")
            return found
        return look(who)

    monkeypatch.setattr(services, "_known", late_look)

    customer = identify(email="mara@lindt.example")

    assert customer.name == "The winner"
    assert Customer.objects.count() == 1


def test_database_refuses_a_second_customer_for_a_key():
    CustomerFactory(email="mara@lindt.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        CustomerIdentifier.objects.create(
            customer=CustomerFactory(), kind="email", value="mara@lindt.example"
        )


def test_attached_order_keeps_its_customer():
    order = OrderFactory(guest_email="mara@lindt.example")
    customer = attach_order(order)
    order.guest_email = "somebody@else.example"
    order.save()

    assert identify(order=order) == customer
    assert attach_order(order) == customer
    assert CustomerOrder.objects.count() == 1


def test_database_refuses_a_second_customer_for_an_order():
    order = OrderFactory()
    attach_order(order)

    with pytest.raises(IntegrityError), transaction.atomic():
        CustomerOrder.objects.create(customer=CustomerFactory(), order=order)


def test_figures_count_what_was_not_cancelled():
    product = ProductFactory(price="20.00", num_in_stock=10)
    kept, cancelled = (
        OrderFactory(guest_email="mara@lindt.example", lines=[(product, 1)]),
        OrderFactory(guest_email="mara@lindt.example", lines=[(product, 2)]),
    )
    customer = attach_order(kept)
    attach_order(cancelled)
    cancel_order(cancelled)

    customer = refresh_figures(customer)

    assert (customer.orders_count, customer.last_order_at) == (1, kept.date_placed)
    assert customer.spent == kept.total_incl_tax


def test_customer_is_known_since_the_first_order_however_late_we_heard_of_it():
    order, later = (OrderFactory(guest_email="mara@lindt.example") for _order in range(2))
    first = order.date_placed - timedelta(days=400)
    Order.objects.filter(pk=order.pk).update(date_placed=first, status=CANCELLED)

    for each in (later, Order.objects.get(pk=order.pk)):
        customer = attach_order(each)

    assert (customer.created_at, customer.orders_count) == (first, 1)
    customer.refresh_from_db()
    assert customer.created_at == first


def test_figures_of_who_never_bought():
    customer = CustomerFactory()
    since = customer.created_at
    customer = refresh_figures(customer)

    assert customer.created_at == since

    assert (customer.orders_count, customer.spent, customer.last_order_at) == (0, Decimal(0), None)


def test_phone_in_an_address_is_read_with_its_country():
    order = OrderFactory(
        guest_email="mara@lindt.example",
        shipping_address=ShippingAddressFactory(phone_number="+49301234567"),
    )

    assert identify(order=order).phone == "+49301234567"


def test_keys_by_hand_leave_others_alone():
    mara, paul = CustomerFactory(email="mara@lindt.example"), CustomerFactory()

    add_identifiers(paul, email="mara@lindt.example", phone="+49 30 1234567")

    assert keys_of(mara) == [("email", "mara@lindt.example")]
    assert ("phone", "+49301234567") in keys_of(paul)
    assert IdentityConflict.objects.get().customer == paul
