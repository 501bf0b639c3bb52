import pytest
from django.urls import reverse

from shop.order.links import order_token
from shop.order.models import Order
from shop.order.services import mark_order_paid
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.models import PaymentAttempt
from shop.payments.stripe.cards import customer_for
from tests.shop.factories import UserFactory
from tests.shop.payments.kit import confirm, order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator", "site")]


def url(name, order):
    return reverse(f"checkout:{name}", args=[order.number])


@pytest.fixture
def buyer(client, order):
    """The browser that placed the order."""
    session = client.session
    session["checkout_order_id"] = order.pk
    session.save()
    return client


@pytest.mark.parametrize("name", ["pay", "pay-return"])
def test_stranger_finds_nothing(client, order, name):
    client.force_login(UserFactory())

    assert client.get(url(name, order)).status_code == 404
    assert client.post(url("pay-prepare", order)).status_code == 404
    assert client.post(url("pay-method", order), {"method": "bank-transfer"}).status_code == 404
    assert PaymentAttempt.objects.count() == 0


def test_page_loads_the_payment_script_and_nothing_may_keep_it(buyer, order, settings):
    response = buyer.get(url("pay", order))

    origin = settings.KILN_STRIPE_API_BASE
    policy = response["Content-Security-Policy"]
    assert f"script-src 'self' {origin}" in policy
    assert f"frame-src {origin}" in policy
    assert response["Cache-Control"] == "private, no-store"
    assert f'<script src="{origin}/stripe.js" defer></script>' in response.content.decode()
    assert response.context["secret"].startswith(PaymentAttempt.objects.get().reference)


def test_payment_sources_stand_nowhere_else(buyer, order, settings):
    for page in (reverse("checkout:thank-you"), reverse("catalogue:index")):
        assert settings.KILN_STRIPE_API_BASE not in buyer.get(page)["Content-Security-Policy"]


def test_live_policy_names_stripe(buyer, order, settings):
    settings.KILN_STRIPE_JS_URL = "https://js.stripe.com/v3/"

    policy = buyer.get(url("pay", order))["Content-Security-Policy"]

    assert "script-src 'self' https://js.stripe.com https://*.js.stripe.com;" in policy


def test_buyer_returns_after_paying(buyer, order, simulator):
    buyer.get(url("pay", order))
    confirm(simulator, PaymentAttempt.objects.get().reference)

    assert buyer.get(url("pay-return", order)).url == reverse("checkout:thank-you")

    assert Order.objects.get().status == "Paid"
    assert buyer.get(url("pay", order)).url == reverse("checkout:thank-you")


def test_return_without_paying_leads_back_with_the_reason(buyer, order, simulator):
    buyer.get(url("pay", order))
    confirm(simulator, PaymentAttempt.objects.get().reference, "pm_card_chargeDeclined")

    response = buyer.get(url("pay-return", order) + "?redirect_status=succeeded", follow=True)

    assert response.redirect_chain[0][0] == url("pay", order)
    assert [str(message) for message in response.context["messages"]] == ["Your card was declined."]
    assert Order.objects.get().status == "Pending payment"


def test_second_tab_is_told_that_it_is_paid(buyer, order, simulator):
    buyer.get(url("pay", order))
    assert buyer.post(url("pay-prepare", order)).json() == {}
    confirm(simulator, PaymentAttempt.objects.get().reference)

    assert buyer.post(url("pay-prepare", order)).json() == {"go": reverse("checkout:thank-you")}


def test_signed_link_opens_the_page_for_this_browser(client, order):
    response = client.get(reverse("checkout:pay-link", args=[order_token(order)]))

    assert response.url == url("pay", order)
    assert client.get(response.url).status_code == 200
    assert client.get(reverse("checkout:pay-link", args=["K26-forged:x:y"])).status_code == 404


def test_owner_pays_from_any_browser_and_may_keep_the_card(client, simulator):
    user = UserFactory()
    order = order_by(CardPayment(), user=user)
    client.force_login(user)

    assert client.get(url("pay", order)).context["may_keep"]
    client.post(url("pay-prepare", order), {"keep": "1"})

    intent = next(iter(simulator.store.objects["payment_intent"].values()))
    assert intent["setup_future_usage"] == "on_session"
    client.post(url("pay-prepare", order))
    assert intent["setup_future_usage"] is None


def test_buyer_chooses_bank_transfer_instead(buyer, order):
    buyer.get(url("pay", order))

    response = buyer.post(url("pay-method", order), {"method": "bank-transfer"})

    assert response.url == reverse("checkout:thank-you")
    assert order.sources.get().source_type.code == "bank-transfer"
    page = buyer.get(url("pay", order))
    assert [method.code for method in page.context["others"]] == ["card"]
    assert buyer.post(url("pay-method", order), {"method": "on-account"}).url == url("pay", order)


def test_provider_that_does_not_answer_is_said(buyer, order, settings):
    settings.KILN_STRIPE_API_BASE = "http://127.0.0.1:9"

    response = buyer.get(url("pay", order))

    assert (response.status_code, response.context["is_unreachable"]) == (200, True)
    assert "error" in buyer.post(url("pay-prepare", order)).json()
    assert buyer.get(url("pay-return", order)).url == reverse("checkout:thank-you")


def test_who_tries_many_cards_is_stopped(buyer, order, simulator, settings):
    settings.KILN_PAYMENT_MOST_TRIES = 2
    buyer.get(url("pay", order))
    reference = PaymentAttempt.objects.get().reference
    for _card in range(2):
        confirm(simulator, reference, "pm_card_chargeDeclined")

    assert buyer.post(url("pay-prepare", order)).json() == {"go": url("pay", order)}
    page = buyer.get(url("pay", order))

    assert (page.context.get("secret"), page.context["has_tried_enough"]) == (None, True)


def test_transfer_order_that_is_paid_shows_thanks(client):
    order = order_by(BankTransfer())
    session = client.session
    session["payable_orders"] = [order.pk]
    session.save()
    assert client.get(url("pay", order)).status_code == 200

    mark_order_paid(order)

    assert client.get(url("pay", order)).url == reverse("checkout:thank-you")


def keep_card(simulator, user, number="4242424242424242"):
    method = simulator.browser._make_method({"number": number, "expiry": "12/34"})
    stored = simulator.store.objects["payment_method"][method["id"]]
    stored["customer"] = customer_for(user).reference
    return stored["id"]


def test_user_sees_and_deletes_own_cards_only(client, simulator):
    user, other = UserFactory(), UserFactory()
    mine, theirs = keep_card(simulator, user), keep_card(simulator, other)
    client.force_login(user)

    assert [card.label for card in client.get(reverse("payments:cards")).context["cards"]] == [
        "Visa •••• 4242"
    ]
    assert client.get(reverse("payments:card-delete", args=[theirs])).status_code == 404
    assert client.post(reverse("payments:card-delete", args=[theirs])).status_code == 404
    assert client.get(reverse("payments:card-delete", args=[mine])).status_code == 200
    assert client.post(reverse("payments:card-delete", args=[mine])).url == reverse("payments:cards")

    owners = {m["id"]: m["customer"] for m in simulator.store.objects["payment_method"].values()}
    assert (owners[mine], owners[theirs]) == (None, customer_for(other).reference)


def test_card_is_added_without_a_payment(client, simulator):
    user = UserFactory()
    client.force_login(user)

    page = client.get(reverse("payments:card-add"))
    status, _answer = simulator.browser.pay(
        {"client_secret": page.context["secret"], "number": "5555 5555 5555 4444", "expiry": "1/30"}
    )

    assert status == 200
    assert [c.label for c in client.get(reverse("payments:cards")).context["cards"]] == [
        "Mastercard •••• 4444"
    ]


def test_no_cards_without_a_key(client, settings):
    settings.KILN_STRIPE_SECRET_KEY = ""
    client.force_login(UserFactory())

    assert client.get(reverse("payments:cards")).status_code == 404


def test_guest_is_sent_to_log_in(client):
    assert client.get(reverse("payments:cards")).url.startswith("/accounts/login/")


def test_who_pays_by_a_link_keeps_no_card_on_the_buyers_account(client, simulator):
    """A colleague with the mail's link pays; neither account gets the card of the other."""
    order = order_by(CardPayment(), user=UserFactory())
    other = UserFactory()
    keep_card(simulator, other)
    client.force_login(other)
    client.get(reverse("checkout:pay-link", args=[order_token(order)]))

    page = client.get(url("pay", order))
    client.post(url("pay-prepare", order), {"keep": "1"})

    intent = next(iter(simulator.store.objects["payment_intent"].values()))
    assert (page.context["may_keep"], page.context["cards"]) == (False, [])
    assert intent.get("setup_future_usage") is None


def test_a_guest_keeps_no_card(buyer, order, simulator):
    page = buyer.get(url("pay", order))
    buyer.post(url("pay-prepare", order), {"keep": "1"})

    intent = next(iter(simulator.store.objects["payment_intent"].values()))
    assert (page.context["may_keep"], page.context["cards"]) == (False, [])
    assert intent.get("setup_future_usage") is None
