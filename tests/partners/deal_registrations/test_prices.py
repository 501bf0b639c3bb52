from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm_core.quotes.pricing import WantedLine, buyer_of_quote, priced
from partners.deal_registrations.decisions import Protection, approve, expire_due, extend
from partners.deal_registrations.services import lose
from shop.partner.buyers import buyer_for
from shop.partner.strategy import Strategy
from shop.user.models import User
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.crm_core.quotes.factories import requested
from tests.partners.deal_registrations.factories import approved, buyer, fresh, submitted
from tests.shop.factories import BasketFactory, ProductFactory, StaffFactory, UserFactory

TEN = {"discount": Decimal(10)}


def net(user, product):
    user = User.objects.get(pk=user.pk)
    return Strategy(buyer=buyer_for(user)).fetch_for_product(product).price.unit_net


@pytest.fixture
def cup():
    return ProductFactory(price="119.00", num_in_stock=100)


def test_end_customers_buyer_pays_the_registered_price_everywhere(cup):
    anna, stranger = buyer(), UserFactory()
    approved(lines=[(cup, 10)], granted=TEN)

    assert net(anna, cup) == Decimal("90.00")
    assert net(stranger, cup) == Decimal("100.00")
    basket = BasketFactory(owner=User.objects.get(pk=anna.pk), lines=[(cup, 2)])
    assert basket.total_excl_tax == Decimal("180.00")


def test_price_of_a_line_comes_before_the_discount(cup):
    anna = buyer()
    registration = submitted(lines=[(cup, 10)])
    prices = {registration.lines.get().pk: Decimal("77.00")}
    granted = Protection(until=timezone.now() + timedelta(days=9), discount=Decimal(10), prices=prices)
    approve(registration, granted, by=StaffFactory(), now=timezone.now())
    assert net(anna, cup) == Decimal("77.00")


def test_registered_price_is_in_the_quote(cup):
    anna = buyer()
    approved(lines=[(cup, 10)], granted=TEN)
    quote = requested((cup, 3, None), user=User.objects.get(pk=anna.pk))

    line = priced(quote, WantedLine(product=cup, quantity=3), key=1, buyer=buyer_of_quote(quote))
    assert line.list_price == (Decimal("90.00") if quote.is_net else Decimal("107.10"))


def test_later_rise_of_the_ordinary_price_does_not_touch_it(cup):
    anna = buyer()
    approved(lines=[(cup, 10)], granted=TEN)
    cup.stockrecords.update(price=Decimal("238.00"))

    assert net(anna, cup) == Decimal("90.00")


def test_who_confirms_an_address_of_the_domain_later_has_the_price(cup):
    approved(lines=[(cup, 10)], granted=TEN)

    assert net(buyer(), cup) == Decimal("90.00")
    assert net(buyer("eve@harbour-hotel.example", verified=False), cup) == Decimal("100.00")
    assert net(buyer("eve@another.example"), cup) == Decimal("100.00")


def test_people_of_the_company_account_have_it_and_keep_the_lists_of_their_company(cup):
    company = CompanyFactory(vat_id="DE136695976")
    first = CompanyContactFactory(company=company, user=UserFactory())
    approved(lines=[(cup, 10)], granted=TEN, vat_id="DE136695976", contact_email="")
    second = CompanyContactFactory(company=company, user=UserFactory())
    assert [net(one.user, cup) for one in (first, second)] == [Decimal("90.00")] * 2

    second.is_active = False
    second.save()
    assert net(second.user, cup) == Decimal("100.00")


def test_price_ends_with_the_protection_and_when_the_deal_is_lost(cup):
    anna = buyer()
    registration = approved(lines=[(cup, 10)], granted=TEN)
    lose(registration, reason="x", by=registration.created_by, now=timezone.now())
    assert net(anna, cup) == Decimal("100.00")

    other = approved(lines=[(cup, 10)], granted=TEN)
    assert net(anna, cup) == Decimal("90.00")
    expire_due(now=other.protected_until)
    assert net(anna, cup) == Decimal("100.00")


def test_price_lasts_as_long_as_an_extension(cup):
    registration = approved(lines=[(cup, 10)], granted=TEN)
    later = registration.protected_until + timedelta(days=30)
    extend(registration, until=later, by=StaffFactory(), now=timezone.now())

    assert fresh(registration).price_list.end == later


def test_without_a_registered_price_there_is_no_list(cup):
    assert approved(lines=[(cup, 10)]).price_list is None
