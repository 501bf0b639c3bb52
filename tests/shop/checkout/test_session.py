"""What is chosen on the way, and which conditions lead where."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.urls import reverse
from oscar.core.loading import get_model

from shop.basket.offers import guest_email
from shop.checkout.session import CheckoutSessionMixin
from shop.checkout_session import CheckoutSessionData
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from tests.shop.checkout.walk import ADDRESS, fill_basket, review, url, walk_to_review, words
from tests.shop.factories import (
    BasketFactory,
    CountryFactory,
    ProductClassFactory,
    ProductFactory,
    ShippingAddressFactory,
    UserAddressFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
UserAddress = get_model("address", "UserAddress")


@pytest.fixture(autouse=True)
def country():
    return CountryFactory(display_order=1)


def only(settings, *codes):
    """Let only these methods go anywhere."""
    settings.KILN_DELIVERY = {
        code: {**terms, "zones": {} if code in codes else {"": None}}
        for code, terms in settings.KILN_DELIVERY.items()
    }


def session_of(rf, **answers):
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), SessionStore()
    request.session[CheckoutSessionData.SESSION_KEY] = answers
    return request


def test_a_method_is_the_one_chosen_whichever_thread_made_the_list_of_methods(rf):
    mixin = CheckoutSessionMixin()
    mixin.request = session_of(rf, payment={"method": "bank-transfer"})
    mixin.checkout_session = CheckoutSessionData(mixin.request)
    mixin.payment_choices = [BankTransfer()]

    assert mixin.payment_method is mixin.payment_choices[0]


def test_the_only_way_to_send_is_not_asked_for(client, settings):
    only(settings, "express")
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    client.post(url("shipping-address"), ADDRESS)

    assert client.get(url("shipping-method")).url == url("payment-method")
    assert client.get(url("payment-method")).context["shipping_method"].code == "express"


def test_where_nothing_is_sent_another_address_is_asked_for(client, settings):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    client.post(url("shipping-address"), ADDRESS)
    only(settings)

    assert client.get(url("shipping-method")).url == url("shipping-address")


def test_two_ways_to_send_are_asked_for(client):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    client.post(url("shipping-address"), ADDRESS)

    page = client.get(url("shipping-method"))

    rows = [(row.choice, row.is_chosen) for row in page.context["choices"]]
    assert rows == [("standard", True), ("express", False)]


def test_look_at_a_delivery_shows_its_price_and_stays(client):
    walk_to_review(client, ProductFactory(price="10.00"))

    page = client.post(url("shipping-method"), {"method_code": "express", "look": "1"})

    assert (page.status_code, page.context["order_total"].incl_tax) == (200, 24)


def test_own_address_of_the_book_is_sent_to(client):
    user = UserFactory()
    UserAddressFactory(user=user, line1="Elsewhere 1")
    chosen = UserAddressFactory(user=user, line1="Here 2")
    client.force_login(user)
    fill_basket(client, ProductFactory())

    answer = client.post(url("shipping-address"), {"address_id": chosen.pk})

    assert answer.url == url("shipping-method")
    assert client.get(url("shipping-method")).context["shipping_address"].line1 == "Here 2"
    assert client.get(url("shipping-address")).context["chosen"] == chosen.pk


def test_address_where_we_do_not_send_cannot_be_chosen(client):
    user = UserFactory()
    far = CountryFactory(iso_3166_1_a2="AQ", printable_name="Antarctica", is_shipping_country=False)
    address = UserAddressFactory(user=user, country=far)
    client.force_login(user)
    fill_basket(client, ProductFactory())

    assert list(client.get(url("shipping-address")).context["addresses"]) == []
    assert client.post(url("shipping-address"), {"address_id": address.pk}).status_code == 404


def test_guest_has_no_book(client):
    UserAddressFactory()
    walk_to_review(client, ProductFactory())

    assert list(client.get(url("shipping-address")).context["addresses"]) == []


def test_address_chosen_before_logging_out_is_not_sent_to(client):
    user = UserFactory()
    address = UserAddressFactory(user=user)
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    session = client.session
    session["checkout_data"] = {**session["checkout_data"], "shipping": {"user_address_id": address.pk}}
    session.save()

    assert client.get(url("shipping-method")).url == url("shipping-address")


def test_address_deleted_meanwhile_is_asked_for_again(client):
    user = UserFactory()
    address = UserAddressFactory(user=user)
    client.force_login(user)
    fill_basket(client, ProductFactory())
    client.post(url("shipping-address"), {"address_id": address.pk})
    UserAddress.objects.all().delete()

    assert client.get(url("shipping-method")).url == url("shipping-address")


def test_new_address_begins_with_the_users_name(client):
    client.force_login(UserFactory(first_name="Ada", last_name="Potter"))
    fill_basket(client, ProductFactory())

    form = client.get(url("shipping-address")).context["form"]

    assert [form[name].value() for name in ("first_name", "last_name")] == ["Ada", "Potter"]


def test_look_at_the_own_address_shows_other_fields_and_saves_nothing(client):
    CountryFactory(iso_3166_1_a2="US", iso_3166_1_a3="USA", printable_name="United States")
    user = UserFactory()
    address = UserAddressFactory(user=user)
    client.force_login(user)
    fill_basket(client, ProductFactory())

    typed = {**ADDRESS, "country": "US", "look": "1"}
    page = client.post(url("user-address-update", address.pk), typed)

    assert "state" in page.context["form"].fields
    assert UserAddress.objects.get().country_id == "DE"


def test_look_at_a_country_we_do_not_send_to_changes_nothing(client):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})

    client.post(url("shipping-address"), {**ADDRESS, "country": "AQ", "look": "1"})

    assert CheckoutSessionData(SimpleNamespace(session=client.session)).place() == {}


@pytest.mark.parametrize(("company", "line2", "expected"), [
    ("", "", ""),
    ("", "2nd floor", "2nd floor"),
    ("Argile", "", "Argile"),
    ("Argile", "2nd floor", "Argile, 2nd floor"),
])  # fmt: skip
def test_bill_names_the_company_above_the_floor(rf, company, line2, expected):
    step = CheckoutSessionMixin()
    step.checkout_session = CheckoutSessionData(session_of(rf))
    step.checkout_session.set_company(name=company, vat_id="")
    parcel = ShippingAddressFactory.build(line2=line2, country=CountryFactory())

    bill = step.get_billing_address(parcel)

    assert (bill.line2, bill.line1, bill.postcode, bill.pk) == (expected, parcel.line1, parcel.postcode, None)
    assert step.get_billing_address(None) is None


def test_method_that_may_not_be_used_any_more_is_asked_for_again(client, settings):
    sent = walk_to_review(client, ProductFactory())
    session = client.session
    session["checkout_data"]["payment"]["method"] = "on-account"  # nobody's without a company
    session.save()

    answer = client.post(url("preview"), sent)

    assert (answer.url, Order.objects.count()) == (url("payment-method"), 0)
    assert words(client.get(answer.url))[-1] == "Please choose how to pay."


def test_basket_that_breaks_a_rule_made_meanwhile_is_not_ordered(client):
    cup = ProductFactory(title="Cup")
    sent = walk_to_review(client, cup)
    type(cup).objects.filter(pk=cup.pk).update(order_minimum=2)

    answer = client.post(url("preview"), sent)

    assert (answer.url, Order.objects.count()) == (reverse("basket:summary"), 0)
    assert words(client.get(answer.url))[-1] == "The minimum order quantity of “Cup” is 2."
    assert client.get(url("shipping-method")).url == reverse("basket:summary")


def test_guest_is_not_led_to_the_log_in(client):
    fill_basket(client, ProductFactory())

    assert client.post(url("shipping-address"), ADDRESS).url == url("index")


def test_user_who_is_logged_in_is_not_led_to_the_log_in(client):
    client.force_login(UserFactory())

    answer = client.post(url("shipping-address"), {**ADDRESS, "as_user": "1"})

    assert answer.url == reverse("basket:summary")


def test_what_is_not_sent_goes_to_no_address_that_was_given_for_other_goods(rf):
    step = CheckoutSessionMixin()
    step.checkout_session = CheckoutSessionData(session_of(rf))
    step.checkout_session.ship_to_new_address({**ADDRESS, "country_id": ADDRESS["country"]})
    kind = ProductClassFactory(slug="patterns", name="Patterns", track_stock=False, requires_shipping=False)
    pattern = ProductFactory(product_class=kind, num_in_stock=None)

    assert step.get_shipping_address(BasketFactory(lines=[pattern])) is None


def test_look_alone_seals_no_draft(client):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    del client.cookies["kiln_checkout"]
    client.get(url("index"))

    assert "kiln_checkout" not in client.cookies


@pytest.mark.parametrize("step", ["index", "shipping-address", "preview"])
def test_no_page_of_the_checkout_is_stored(client, step):
    walk_to_review(client, ProductFactory())

    assert client.get(url(step))["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("is_user", [True, False])
@pytest.mark.parametrize("has_begun", [True, False])
def test_address_for_mail_is_the_guests_alone(rf, is_user, has_begun):
    request = session_of(rf, guest={"email": "ada@example.com"})
    if is_user:
        request.user = UserFactory()
    if not has_begun:
        request.session = SessionStore()

    assert guest_email(request) == ("ada@example.com" if has_begun and not is_user else "")
    assert (CheckoutSessionData.SESSION_KEY in request.session) is has_begun


def test_answers_are_those_that_were_given(rf):
    data = CheckoutSessionData(session_of(rf, guest={"email": "a@b.example"}, note={}, submission={"x": 1}))

    assert data.answers() == {"guest": {"email": "a@b.example"}}


@pytest.mark.parametrize(
    ("name", "vat_id", "kept"),
    [
        ("", "", {}),
        ("Argile", "", {"name": "Argile", "vat_id": ""}),
        ("", "FR40303265045", {"name": "", "vat_id": "FR40303265045"}),
    ],
)
def test_company_is_known_by_either_of_its_answers(rf, name, vat_id, kept):
    data = CheckoutSessionData(session_of(rf))

    data.set_company(name=name, vat_id=vat_id)

    assert data.company() == kept


@pytest.mark.parametrize("code", ["express", None])
def test_delivery_stays_when_the_address_changes(rf, code):
    data = CheckoutSessionData(session_of(rf))
    if code:
        data.use_shipping_method(code)

    data.ship_to_user_address(UserAddressFactory())

    assert (data.shipping_method_code(None), data.place()["postcode"]) == (code, "01662")


def test_review_is_the_same_until_something_changes(client):
    sent = walk_to_review(client, ProductFactory())

    assert review(client) == sent
    client.post(url("shipping-address"), {**ADDRESS, "line1": "Elsewhere 2"})
    changed = review(client)
    assert (changed["order_number"], changed["fingerprint"] == sent["fingerprint"]) == (
        sent["order_number"],
        False,
    )
