from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from partners.referrals.cookies import LIFETIME, Click
from partners.referrals.models import BasketReferral, ReferralClicks
from partners.referrals.queries import clicks_since, referral_of
from partners.referrals.services import count_click, link_basket
from partners.referrals.tasks import count_referral_click
from shop.b2b.models import CompanyContact
from shop.order.models import Order
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory, referred_basket
from tests.shop.factories import BasketFactory, OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


def click(account, *, hours_ago=0):
    return Click(code=account.code, clicked_at=timezone.now() - timedelta(hours=hours_ago))


def test_last_click_wins():
    basket, first, last = BasketFactory(), PartnerAccountFactory(), PartnerAccountFactory()

    link_basket(basket.pk, click=click(first, hours_ago=1))
    link_basket(basket.pk, click=click(last))
    link_basket(basket.pk, click=click(first, hours_ago=2))

    assert BasketReferral.objects.get().account == last


def test_same_click_again_costs_one_look(django_assert_num_queries):
    basket, once = BasketFactory(), click(PartnerAccountFactory())
    link_basket(basket.pk, click=once)

    with django_assert_num_queries(1):
        link_basket(basket.pk, click=once)


def test_suspended_partner_ties_nothing():
    basket = BasketFactory()

    link_basket(basket.pk, click=click(PartnerAccountFactory(status="suspended")))

    assert not BasketReferral.objects.exists()


def test_order_within_thirty_days_is_the_partners():
    account = PartnerAccountFactory()
    order = OrderFactory(basket=referred_basket(account))

    referral = referral_of(order)

    assert (referral.account, referral.is_own_purchase) == (account, False)


def test_order_after_thirty_days_is_nobodys():
    clicked_at = timezone.now() - LIFETIME - timedelta(minutes=1)
    order = OrderFactory(basket=referred_basket(PartnerAccountFactory(), clicked_at=clicked_at))

    assert referral_of(order) is None


def test_order_nobody_sent_is_nobodys():
    assert referral_of(OrderFactory()) is None


@pytest.mark.parametrize("who", ["user", "user as guest", "contact", "contact as guest"])
def test_own_purchase_is_recognised(who):
    member = PartnerUserFactory()
    contact = CompanyContact.objects.create(
        company=member.account.company, user=UserFactory(), name="Lin", email="lin@nordform.example"
    )
    buyer = {
        "user": {"user": member.user},
        "user as guest": {"guest_email": member.user.email.upper()},
        "contact": {"user": contact.user},
        "contact as guest": {"guest_email": contact.email},
    }[who]
    order = OrderFactory(basket=referred_basket(member.account, owner=buyer.get("user")), **buyer)

    assert referral_of(order).is_own_purchase is True


def test_another_partners_purchase_is_no_own_one():
    order_by = PartnerUserFactory()
    account = PartnerAccountFactory()
    basket = referred_basket(account, owner=order_by.user)

    assert referral_of(OrderFactory(basket=basket, user=order_by.user)).is_own_purchase is False


def test_clicks_are_added_by_day():
    account, today = PartnerAccountFactory(), date(2026, 11, 22)
    for day in (today, today, today - timedelta(days=40)):
        count_click(account, day=day)
    count_click(PartnerAccountFactory(), day=today)

    assert clicks_since(account, since=today - timedelta(days=30)) == 2
    assert clicks_since(account, since=today - timedelta(days=60)) == 3
    assert clicks_since(PartnerAccountFactory(), since=today) == 0


def test_click_on_a_code_that_was_renamed_meanwhile_still_counts():
    basket, account = BasketFactory(), PartnerAccountFactory(code="nordform")
    before = click(account, hours_ago=1)
    account.code = "nordform-studio"
    account.save()

    link_basket(basket.pk, click=before)

    assert BasketReferral.objects.get().account == account


@pytest.mark.parametrize("who", ["member", "contact", "member of another account of the company"])
def test_any_confirmed_address_of_theirs_is_their_own_purchase(who):
    account = PartnerAccountFactory()
    if who == "contact":
        user = UserFactory()
        CompanyContact.objects.create(company=account.company, user=user, name="Lin", email="lin@x.example")
    elif who == "member":
        user = PartnerUserFactory(account=account).user
    else:
        user = PartnerUserFactory(account=PartnerAccountFactory(company=account.company)).user
    EmailAddress.objects.create(user=user, email="second@b\u00fccher.example", verified=True)
    EmailAddress.objects.create(user=user, email="open@nordform.example", verified=False)

    def bought_by(email):
        return referral_of(OrderFactory(basket=referred_basket(account), guest_email=email)).is_own_purchase

    assert bought_by("Second@xn--bcher-kva.example") is True
    assert bought_by("open@nordform.example") is False
    assert bought_by("third@nordform.example") is False


def test_logged_in_with_any_account_of_the_company_is_their_own_purchase():
    account = PartnerAccountFactory()
    buyer = PartnerUserFactory(account=PartnerAccountFactory(company=account.company)).user
    order = OrderFactory(basket=referred_basket(account, owner=buyer), user=buyer)

    assert referral_of(order).is_own_purchase is True


@pytest.mark.parametrize(
    ("who", "is_own"), [("member", True), ("contact", True), ("another's member", False), ("stranger", False)]
)
def test_account_without_an_address_is_known_by_itself(who, is_own):
    account, buyer = PartnerAccountFactory(), UserFactory()
    if who == "contact":
        CompanyContact.objects.create(company=account.company, user=buyer, name="Lin", email="lin@x.example")
    elif who != "stranger":
        PartnerUserFactory(user=buyer, **({"account": account} if who == "member" else {}))
    order = OrderFactory(basket=referred_basket(account, owner=buyer), user=buyer)
    type(buyer).objects.update(email="")

    assert referral_of(Order.objects.get(pk=order.pk)).is_own_purchase is is_own


def test_a_contacts_phone_is_their_own_purchase():
    account = PartnerAccountFactory()
    CompanyContact.objects.create(
        company=account.company, name="Lin", email="lin@nordform.example", phone="030 123456"
    )
    order = OrderFactory(basket=referred_basket(account), guest_email="somebody@example.com")
    assert referral_of(order).is_own_purchase is False
    order.shipping_address.phone_number = "+49 30 123456"
    order.shipping_address.save()

    assert order.shipping_address.country_id == "DE"
    assert referral_of(Order.objects.get()).is_own_purchase is True


def test_each_basket_is_tied_and_read_by_itself():
    referred_basket(PartnerAccountFactory())
    account, basket = PartnerAccountFactory(), BasketFactory()

    link_basket(basket.pk, click=click(account, hours_ago=1))

    assert BasketReferral.objects.get(basket=basket).account == account
    assert referral_of(OrderFactory(basket=referred_basket(account))).account == account
    assert referral_of(OrderFactory()) is None


def test_contact_of_another_company_is_nobody_of_theirs():
    account, buyer = PartnerAccountFactory(), UserFactory()
    CompanyContact.objects.create(company=account.company, email="lin@nordform.example")
    CompanyContact.objects.create(
        company=PartnerAccountFactory().company, user=buyer, email="bo@x.example", phone="030 123456"
    )
    order = OrderFactory(basket=referred_basket(account, owner=buyer), user=buyer)
    order.shipping_address.phone_number = "+49 30 123456"
    order.shipping_address.save()

    assert referral_of(Order.objects.get()).is_own_purchase is False


def test_worker_counts_the_click_of_the_partner_it_is_told():
    PartnerAccountFactory()
    account, today = PartnerAccountFactory(), date(2026, 11, 22)

    count_referral_click(account.pk, "2026-11-22")
    count_referral_click(0, "2026-11-22")

    assert clicks_since(account, since=today) == 1
    assert ReferralClicks.objects.count() == 1
