"""What makes leads beside forms: accounts, baskets, files; each once, and none where it should not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm_core.customers.models import Customer
from crm_core.leads.baskets import capture_basket, capture_large_baskets, close_leads_of_order
from crm_core.leads.models import Lead, LeadSettings, LeadSource
from crm_core.leads.registrations import capture_registration
from crm_core.leads.services import note_contact
from shop.basket.models import Basket
from shop.order.models import Order
from tests.crm_core.contact_import import kit
from tests.crm_core.factories import CompanyContactFactory, staff_with
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def setting(**values):
    LeadSettings.load()
    LeadSettings.objects.update(**values)


def buyer():
    """Somebody who buys for a company."""
    user = UserFactory()
    CompanyContactFactory(user=user, email=user.email)
    return user


def basket(owner, *, pieces=30):
    return BasketFactory(owner=owner, lines=[(ProductFactory(price="24.00", num_in_stock=100), pieces)])


@pytest.mark.parametrize(
    ("wanted", "email", "is_company", "is_made"),
    [
        ("none", "ann@harbour.example", True, False),
        ("companies", "ann@harbour.example", True, True),
        ("companies", "ann@harbour.example", False, False),
        ("business", "ann@harbour.example", False, True),
        ("business", "ann@gmail.com", False, False),
        ("all", "ann@gmail.com", False, True),
    ],
)
def test_an_account_makes_a_lead_as_the_settings_say(wanted, email, is_company, is_made):
    setting(registrations=wanted)
    user = UserFactory(email=email)
    if is_company:
        CompanyContactFactory(user=user, email=user.email)
    capture_registration(user)
    capture_registration(user)
    assert list(LeadSource.objects.values_list("kind", flat=True)) == ["registration"] * is_made


def test_a_colleagues_account_makes_none():
    setting(registrations="all")
    assert capture_registration(UserFactory(is_staff=True)) is None


def test_a_large_basket_of_a_company_makes_one_lead_however_often_one_looks():
    made = basket(buyer())
    assert (capture_large_baskets(now=NOW), capture_large_baskets(now=NOW)) == (1, 0)
    source = LeadSource.objects.get()
    assert (source.kind, source.data["basket_id"]) == ("large_basket", made.pk)
    assert Decimal(source.data["amount"]) == Decimal("720.00")
    assert not capture_basket(made.pk, "stalled_basket", now=NOW)
    assert source.lead.products.count() == 1


def test_small_strange_and_old_baskets_make_none():
    basket(buyer(), pieces=1)
    basket(UserFactory())
    basket(UserFactory(is_staff=True))
    basket(None)
    assert capture_large_baskets(now=NOW) == 0
    basket(buyer())
    assert capture_large_baskets(now=NOW + timedelta(days=3)) == 0
    setting(large_basket=0)
    assert capture_large_baskets(now=NOW) == 0


def test_a_basket_of_somebody_who_has_ordered_counts_where_staff_want_it():
    user = UserFactory()
    stalled = basket(user)
    assert not capture_basket(stalled.pk, "stalled_basket", now=NOW)
    setting(basket_owners="known")
    assert not capture_basket(stalled.pk, "stalled_basket", now=NOW)
    Customer.objects.filter(identifiers__value=str(user.pk)).update(orders_count=1)
    assert capture_basket(stalled.pk, "stalled_basket", now=NOW)


def test_after_the_order_a_basket_makes_none():
    made = basket(buyer())
    Basket.objects.filter(pk=made.pk).update(status=Basket.SUBMITTED)
    assert not capture_basket(made.pk, "stalled_basket", now=NOW)
    assert not LeadSource.objects.exists()


@pytest.mark.parametrize(("is_contacted", "state"), [(False, "disqualified"), (True, "contacted")])
def test_the_order_settles_a_lead_that_nobody_took_up(is_contacted, state):
    user = buyer()
    made = basket(user)
    capture_basket(made.pk, "stalled_basket", now=NOW)
    if is_contacted:
        note_contact(Lead.objects.get(), at=timezone.now())
    order = OrderFactory(basket=made, user=user)
    close_leads_of_order(Order.objects.get(pk=order.pk))
    lead = Lead.objects.get()
    assert (lead.state, lead.reason) == (state, "" if is_contacted else "bought")


FILE = "Name,Email,Company,Notes\nMara,mara@lindt.example,Lindt AG,Forty vases\nBea,bea@example.com,,\n"


def test_imported_contacts_become_leads_where_it_is_asked_for():
    by = staff_with("leads.add_lead")
    file = kit.imported(FILE, follow_ons=["leads"], user=by)
    assert file.counts["leads"] == 2
    lead = Lead.objects.get(customer__email="mara@lindt.example")
    assert (lead.kind, lead.wants, lead.company_name, lead.first_contact_due_at) == (
        "import",
        "Forty vases",
        "Lindt AG",
        None,
    )


@pytest.mark.parametrize(("rights", "asked"), [([], ["leads"]), (["leads.add_lead"], [])])
def test_without_the_right_or_the_wish_an_import_makes_none(rights, asked):
    kit.imported(FILE, follow_ons=asked, user=staff_with(*rights))
    assert Customer.objects.exists()
    assert not Lead.objects.exists()


def test_an_undone_import_takes_its_leads_along_but_not_those_somebody_works_on():
    file = kit.imported(FILE, follow_ons=["leads"], user=staff_with("leads.add_lead"))
    note_contact(Lead.objects.get(customer__email="bea@example.com"), at=timezone.now())
    kit.undone(file)
    assert list(Customer.objects.values_list("email", flat=True)) == ["bea@example.com"]
    assert list(Lead.objects.values_list("state", flat=True)) == ["contacted"]
