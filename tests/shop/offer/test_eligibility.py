"""For whom an offer is, and when: each case alone, as the basket and the explanation see it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from shop.b2b.models import Company, CompanyContact
from shop.offer import customer_groups
from shop.offer.applicable import applicable_offers
from shop.offer.customer_groups import GroupSource
from shop.offer.explanation import explain
from shop.offer.range_members import member_of
from shop.order.services import cancel_order
from shop.partner.buyers import buyer_for
from shop.partner.strategy import Strategy
from shop.registry import Registry
from shop.tax.services import situation_for
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import DAY, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@dataclass
class Shopper:
    user: object = None
    email: str = ""

    def reason(self, offer, *, vouchers=()):
        """Say why the offer fired or not for a piece of this shopper's, in a basket and on its page."""
        product = ProductFactory(price="10.00")
        basket = BasketFactory(owner=self.user, lines=[(product, 1)])
        basket.strategy = Strategy(user=self.user)
        basket.vouchers.add(*vouchers)
        found = {
            each.offer.pk: str(each.reason_code) for each in explain(basket, user=self.user, email=self.email)
        }
        told = applicable_offers([member_of(product)], buyer=buyer_for(self.user)).get(product.pk, [])
        if offer.offer_type == "Site" and not self.email:  # a guest is nobody on a product's page
            assert (offer in told) == (found[offer.pk] in {"fired", "threshold"})
        return found[offer.pk]


def company_buyer(name="Kiln & Sons"):
    user = UserFactory()
    company = Company.objects.create(name=name)
    CompanyContact.objects.create(company=company, user=user, name="Ada", email=user.email)
    return Shopper(user), company


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "fired"),
        ({"approved": False}, "not_approved"),
        ({"status": "Suspended"}, "suspended"),
        ({"start_datetime": 1}, "not_started"),
        ({"end_datetime": -1}, "ended"),
        ({"max_global_applications": 2, "num_applications": 2}, "used_up"),
        ({"max_discount": 5, "total_discount": 5}, "budget_spent"),
        ({"value": None}, "incomplete"),
        ({"offer_type": "Voucher"}, "voucher_missing"),
        ({"countries": ["AT"]}, "not_this_country"),
        ({"countries": ["AT", "DE"]}, "fired"),
        ({"company_scope": "none"}, "fired"),
        ({"company_scope": "any"}, "not_this_company"),
        ({"company_scope": "chosen"}, "not_this_company"),
        ({"customer_groups": ["team:1"]}, "not_this_group"),
        ({"first_order_only": True}, "fired"),
        ({"needs": ("Value", 10)}, "fired"),
        ({"needs": ("Value", 11)}, "threshold"),
    ],
)
def test_stranger(fields, reason):
    days = {
        name: timezone.now() + timedelta(days=fields[name]) for name in fields if name.endswith("datetime")
    }

    assert Shopper().reason(make_offer(**fields | days)) == reason


def test_company():
    (buyer, company), (other, _) = company_buyer(), company_buyer("Others")
    chosen = make_offer(company_scope="chosen")
    chosen.companies.add(company)
    everyone, private = make_offer(company_scope="any"), make_offer(company_scope="none")

    found = [
        [who.reason(offer) for offer in (chosen, everyone, private)] for who in (buyer, other, Shopper())
    ]

    assert found == [
        ["fired", "fired", "not_this_company"],
        ["not_this_company", "fired", "not_this_company"],
        ["not_this_company", "not_this_company", "fired"],
    ]


def test_customer_group(monkeypatch):
    member, other = UserFactory(), UserFactory()
    sources = Registry("source")
    monkeypatch.setattr(customer_groups, "CUSTOMER_GROUPS", sources)
    sources.register(
        GroupSource(
            name="team", label="", choices=list, keys_of=lambda user: {"1"} if user == member else set()
        )
    )
    offer = make_offer(customer_groups=["team:1", "team:2"])

    found = [who.reason(offer) for who in (Shopper(member), Shopper(other), Shopper(email=member.email))]

    assert found == ["fired", "not_this_group", "not_this_group"]


def test_first_order():
    user = UserFactory(email="ada@example.com")
    offer = make_offer(first_order_only=True)
    shoppers = [Shopper(user), Shopper(email="ADA@example.com"), Shopper(email="bo@example.com")]
    before = [who.reason(offer) for who in shoppers]
    order = OrderFactory(basket=BasketFactory(lines=[(ProductFactory(), 1)]), guest_email="ada@example.com")
    ordered = [who.reason(offer) for who in shoppers]
    cancel_order(order)

    assert before == ["fired", "fired", "fired"]
    assert ordered == ["not_first_order", "not_first_order", "fired"]
    assert [who.reason(offer) for who in shoppers] == before


def test_used_by_customer():
    user = UserFactory()
    offer = make_offer(max_user_applications=1)
    basket = BasketFactory(owner=user, lines=[(ProductFactory(), 1)])
    explain(basket, user=user)
    OrderFactory(basket=basket, user=user)

    assert (Shopper(user).reason(offer), Shopper().reason(offer)) == ("used_by_customer", "fired")


def test_country_that_the_order_goes_to():
    basket = BasketFactory(lines=[(ProductFactory(price="10.00"), 1)])
    strategy = Strategy()
    strategy.buyer = buyer_for()
    strategy.buyer = type(strategy.buyer)(
        currency=strategy.buyer.currency, tax=situation_for(country="AT", company=None)
    )
    basket.strategy = strategy
    make_offer(name="Austria", countries=["AT"])
    make_offer(name="Germany", countries=["DE"])

    found = {each.offer.name: str(each.reason_code) for each in explain(basket)}

    assert found == {"Austria": "fired", "Germany": "not_this_country"}


def test_codes():
    unused, over = make_voucher("NOW"), make_voucher("OVER", end=timezone.now() - DAY / 2)
    offers = [voucher.offers.get() for voucher in (unused, over)]

    found = [Shopper().reason(offer, vouchers=[unused, over]) for offer in offers]

    assert found == ["fired", "voucher_unusable"]
