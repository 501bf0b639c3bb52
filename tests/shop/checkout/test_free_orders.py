"""An order that costs nothing is paid where it is placed; nobody is asked for money."""

from unittest.mock import ANY

import pytest
from oscar.test.factories import BenefitFactory, ConditionalOfferFactory, ConditionFactory, VoucherFactory

from shop.b2b.models import Company, CompanyContact
from shop.events.models import Event
from shop.mail.models import Mail
from shop.notifications.order_mail import send_confirmation
from shop.offer.models import Range
from shop.order.models import Order
from shop.payments.card import CardPayment
from shop.payments.models import Charge, PaymentAttempt
from tests.shop.checkout.walk import url, walk_to_review
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "free_delivery")]


@pytest.fixture
def free_delivery(settings):
    terms = {code: {**each, "price": "0.00"} for code, each in settings.KILN_DELIVERY.items()}
    settings.KILN_DELIVERY = terms


def hundred_per_cent(code):
    everything = Range.objects.create(name=code, slug=code, includes_all_products=True)
    offer = ConditionalOfferFactory(
        name=code,
        slug=code,
        offer_type="Voucher",
        exclusive=False,
        benefit=BenefitFactory(type="Percentage", value=100, range=everything),
        condition=ConditionFactory(range=everything, type="Count", value=1),
    )
    voucher = VoucherFactory(name=code, code=code)
    voucher.offers.set([offer])
    return voucher


def placed(client, product, *, method="bank-transfer", code=""):
    sent = walk_to_review(client, product)
    client.post(url("payment-method"), {"method": method})
    if code:
        client.post("/shop/basket/vouchers/add/", {"code": code})
        page = client.get(url("preview"))
        sent = {key: page.context[key] for key in ("order_number", "fingerprint")}
    return client.post(url("preview"), sent)


def assert_paid_for_nothing():
    order = Order.objects.get()
    assert (order.total_incl_tax, order.status, order.paid_at) == (0, "Paid", ANY)
    assert order.paid_at is not None
    assert Event.objects.filter(name="OrderPaid").count() == 1
    assert (PaymentAttempt.objects.count(), Charge.objects.count(), order.sources.count()) == (0, 0, 0)
    return order


@pytest.mark.parametrize("has_account", [True, False])
def test_free_product_is_paid_at_once(client, has_account, caplog):
    if has_account:
        client.force_login(UserFactory())

    answer = placed(client, ProductFactory(price="0.00"))

    order = assert_paid_for_nothing()
    assert answer.url == url("thank-you")
    assert [record for record in caplog.records if record.name == "shop.checkout.placement"] == []
    page = client.get(answer.url)
    assert (page.context["instructions"], page.context["outstanding"]) == ("", 0)
    send_confirmation(order)
    assert "It is paid." in Mail.objects.get(kind="order-confirmation").text


@pytest.mark.parametrize("method", ["bank-transfer", "card"])
def test_voucher_of_the_whole_price_pays_the_order(client, settings, method):
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_x"
    hundred_per_cent("ALL")

    answer = placed(client, ProductFactory(price="24.00"), method=method, code="ALL")

    assert answer.url == url("thank-you")
    assert_paid_for_nothing()


def test_voucher_of_the_whole_price_leaves_nothing_on_account(client):
    user = UserFactory()
    CompanyContact.objects.create(company=Company.objects.create(name="Argile"), user=user, email=user.email)
    client.force_login(user)
    hundred_per_cent("ALL")

    placed(client, ProductFactory(price="24.00"), method="on-account", code="ALL")

    assert_paid_for_nothing()


def test_free_order_by_card_is_not_sent_to_the_payment_page(client, settings):
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_x"
    assert CardPayment().is_available(total=0, currency="EUR", user=None)

    answer = placed(client, ProductFactory(price="0.00"), method="card")

    assert answer.url == url("thank-you")
    assert_paid_for_nothing()
