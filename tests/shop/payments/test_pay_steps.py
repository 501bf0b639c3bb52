"""The payment page's steps, asked one by one: what is said and done as the payment stands."""

import pytest
from django.urls import reverse

from shop.order.links import order_token
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.exceptions import NotPayableError
from shop.payments.gateways import ChargeData, PaymentData
from shop.payments.manual import ManualGateway
from shop.payments.methods import PaymentMethod, payment_methods
from shop.payments.models import PaymentAttempt
from shop.payments.services import check_payment, start_payment
from shop.payments.stripe.cards import customer_for
from shop.trade_credit.on_account import OnAccount
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.shop.factories import OrderFactory, UserFactory
from tests.shop.payments.kit import confirm, order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator", "site")]
THANKS = "checkout:thank-you"


class PaidGateway(ManualGateway):
    """When a payment is called off it turns out that it was made."""

    def authorise(self, attempt):
        return PaymentData(reference=attempt.key, state="waiting")

    def void(self, reference):
        amount = PaymentAttempt.objects.get(reference=reference).amount
        charge = ChargeData(reference="ch", state="succeeded", amount=amount, amount_captured=amount)
        return PaymentData(reference=reference, state="succeeded", charges=[charge])


class PaidMeanwhile(PaymentMethod):
    code = "paid"
    is_online = True
    gateway = PaidGateway()


@pytest.fixture
def paid_meanwhile(settings):
    settings.KILN_PAYMENT_METHODS = [*settings.KILN_PAYMENT_METHODS, f"{__name__}.PaidMeanwhile"]
    payment_methods.cache_clear()
    yield payment_methods()["paid"]
    payment_methods.cache_clear()


@pytest.fixture
def ask(client):
    """Ask for a step of an order's payment in the browser that placed it."""

    def step(name, order, data=None):
        session = client.session
        session["checkout_order_id"] = order.pk
        session.save()
        address = reverse(f"checkout:{name}", args=[order.number])
        return client.get(address) if data is None else client.post(address, data)

    return step


def to_pay(order):
    return reverse("checkout:pay", args=[order.number])


def processing(simulator, order):
    attempt, _fact = start_payment(order, CardPayment())
    simulator.store.objects["payment_intent"][attempt.reference]["status"] = "processing"
    return attempt


def source_code(order):
    return order.sources.get().source_type.code


def test_page_of_a_payment_that_was_made_meanwhile_books_it_and_thanks(ask, order, simulator):
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)

    assert ask("pay", order).url == reverse(THANKS)

    assert Order.objects.get().status == "Paid"


@pytest.mark.parametrize("name", ["pay", "pay-return"])
def test_payment_that_is_being_processed_is_thanked_for(ask, order, simulator, name):
    processing(simulator, order)

    assert ask(name, order).url == reverse(THANKS)

    assert (Order.objects.get().status, PaymentAttempt.objects.get().state) == (
        "Pending payment",
        "processing",
    )


def test_payment_that_is_being_processed_is_not_confirmed_again(ask, order, simulator):
    processing(simulator, order)

    assert ask("pay-prepare", order, {}).json() == {"go": reverse(THANKS)}


def test_amount_that_is_held_is_thanked_for(ask, order, simulator, settings):
    settings.KILN_STRIPE_CAPTURE = "manual"
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)

    assert ask("pay", order).url == reverse(THANKS)

    assert Order.objects.get().status == "Authorised"


def test_nothing_is_confirmed_where_no_payment_was_begun(ask, order):
    assert ask("pay-prepare", order, {}).json() == {"go": to_pay(order)}

    assert PaymentAttempt.objects.count() == 0


def test_return_without_a_payment_leads_back_and_says_so(ask, order, client):
    response = ask("pay-return", order)

    page = client.get(response.url)
    assert response.url == to_pay(order)
    assert [str(message) for message in page.context["messages"]] == [
        "The payment was not made. Please try again."
    ]


def test_page_of_an_order_without_a_method_offers_them_all(ask):
    page = ask("pay", OrderFactory())

    assert [method.code for method in page.context["others"]] == ["card", "bank-transfer"]
    assert (page.context["method"], page.context["instructions"]) == (None, "")
    assert PaymentAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("method", "instructions", "others"),
    [(CardPayment(), "", ["bank-transfer"]), (BankTransfer(), "payments/bank_transfer.html", ["card"])],
)
def test_page_instructs_only_who_does_not_pay_here(ask, settings, method, instructions, others):
    order = order_by(method)

    page = ask("pay", order)

    assert page.context["instructions"] == instructions
    assert [other.code for other in page.context["others"]] == others
    is_loaded = settings.KILN_STRIPE_API_BASE in page["Content-Security-Policy"]
    assert (is_loaded, "secret" in page.context) == (method.is_online, method.is_online)


def test_page_without_the_payment_script_does_not_allow_it(ask, order, settings):
    base, settings.KILN_STRIPE_API_BASE = settings.KILN_STRIPE_API_BASE, "http://127.0.0.1:9"

    page = ask("pay", order)

    assert (page.context["is_unreachable"], base in page["Content-Security-Policy"]) == (True, False)


def test_owner_sees_the_cards_that_are_kept(client, simulator):
    user = UserFactory()
    method = simulator.browser._make_method({"number": "4242424242424242", "expiry": "12/34"})
    simulator.store.objects["payment_method"][method["id"]]["customer"] = customer_for(user).reference
    client.force_login(user)

    page = client.get(to_pay(order_by(CardPayment(), user=user)))

    assert [card.label for card in page.context["cards"]] == ["Visa •••• 4242"]
    assert page.context["may_keep"] is True


def test_user_with_a_guests_link_sees_no_cards_and_keeps_none(client, order, simulator):
    user = UserFactory()
    method = simulator.browser._make_method({"number": "4242424242424242", "expiry": "12/34"})
    simulator.store.objects["payment_method"][method["id"]]["customer"] = customer_for(user).reference
    client.force_login(user)
    client.get(reverse("checkout:pay-link", args=[order_token(order)]))

    page = client.get(to_pay(order))

    assert (page.context["cards"], page.context["may_keep"]) == ([], False)


def test_company_cannot_change_to_on_account_later(client):
    user = UserFactory()
    CompanyContactFactory(company=CompanyFactory(), user=user)
    order = order_by(BankTransfer(), user=user)
    client.force_login(user)

    page = client.get(to_pay(order))
    response = client.post(reverse("checkout:pay-method", args=[order.number]), {"method": "on-account"})

    assert OnAccount().is_available(total=24, currency="EUR", user=user)
    assert [method.code for method in page.context["others"]] == ["card"]
    assert (response.url, source_code(order)) == (to_pay(order), "bank-transfer")


def test_buyer_who_changes_to_the_card_goes_on_to_the_page(ask):
    order = order_by(BankTransfer())

    assert ask("pay-method", order, {"method": "card"}).url == to_pay(order)

    assert source_code(order) == "card"


def test_paid_order_changes_nothing(ask):
    order = order_by(CardPayment())
    Order.objects.update(status="Paid")

    assert ask("pay-method", order, {"method": "bank-transfer"}).url == to_pay(order)

    assert source_code(order) == "card"


def test_payment_made_while_it_was_to_be_called_off_is_thanked_for(ask, order, paid_meanwhile):
    start_payment(order, paid_meanwhile)

    assert ask("pay-method", order, {"method": "card"}).url == reverse(THANKS)

    assert (Order.objects.get().status, PaymentAttempt.objects.get().state) == ("Paid", "succeeded")


def test_payment_that_is_being_processed_keeps_its_method(ask, order, simulator):
    processing(simulator, order)
    check_payment(order)

    assert ask("pay-method", order, {"method": "bank-transfer"}).url == to_pay(order)

    assert source_code(order) == "card"


def test_order_cancelled_meanwhile_begins_no_payment(ask, order):
    Order.objects.update(status="Cancelled")

    assert ask("pay", order).url == reverse(THANKS)

    with pytest.raises(NotPayableError):
        start_payment(order, CardPayment())
    assert PaymentAttempt.objects.count() == 0


@pytest.mark.parametrize("name", ["cards", "card-add"])
def test_cards_are_shown_to_nobody_who_is_not_logged_in(client, name, simulator):
    response = client.get(reverse(f"payments:{name}"))

    assert response.url.startswith("/accounts/login/")
    assert (response["Cache-Control"], simulator.api.seen) == ("private, no-store", [])


def test_guest_deletes_no_card(client, simulator):
    address = reverse("payments:card-delete", args=["pm_1"])

    found = [call(address).url.startswith("/accounts/login/") for call in (client.get, client.post)]

    assert (found, simulator.api.seen) == ([True, True], [])
