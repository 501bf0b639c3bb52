from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core import mail
from django.urls import reverse

from shop.b2b.models import Company, CompanyContact
from shop.checkout_session import CheckoutSessionData
from shop.order.models import Order
from shop.order.totals import order_totals
from shop.partner.strategy import Strategy
from shop.tax.models import VatCheck
from shop.tax_destination import calculate_tax, check_company_of
from tests.shop.checkout.walk import ADDRESS, fill_basket, review, url
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

LYON = {**ADDRESS, "country": "FR", "postcode": "69001", "line4": "Lyon", "phone_number": ""}
VALID, UNREACHABLE, UNKNOWN = "FR40303265045", "ATU13585627", "FR83404833048"


@pytest.fixture(autouse=True)
def countries():
    CountryFactory(display_order=1)
    CountryFactory(iso_3166_1_a2="FR", iso_3166_1_a3="FRA", printable_name="France")
    CountryFactory(iso_3166_1_a2="US", iso_3166_1_a3="USA", printable_name="United States")


def walk_to_payment(client, *, address=LYON, price="119.00"):
    fill_basket(client, ProductFactory(price=price))
    client.post(url("index"), {"email": "ada@example.com"})
    client.post(url("shipping-address"), address)
    client.post(url("shipping-method"), {"method_code": "standard"})


def totals(client, step="payment-method"):
    return client.get(url(step)).context["totals"]


def test_basket_is_reckoned_with_the_destinations_tax(client):
    walk_to_payment(client)

    assert (totals(client).total, totals(client).tax) == (
        Decimal("131.00"),
        Decimal("21.83"),
    )  # 20 % in France
    assert client.get("/shop/basket/").context["summary"].totals.tax == Decimal("21.83")


def test_goods_that_leave_the_union_bear_no_tax(client):
    walk_to_payment(client, address={**LYON, "country": "US", "state": "NY", "postcode": "10001"})

    shown = totals(client)
    assert (shown.is_export, shown.tax) == (True, 0)
    assert shown.goods == Decimal("100.00")


def test_valid_vat_id_shifts_the_tax_and_prices_are_shown_net(client):
    walk_to_payment(client)
    answer = client.post(
        url("payment-method"), {"company": "Argile", "vat_id": "fr 40 303265045", "look": "1"}
    )

    assert answer.context["vat_check"].outcome == "valid"
    assert "MAISON ARGILE" in answer.content.decode()
    shown = answer.context["totals"]
    assert (shown.is_reverse_charge, shown.shows_net, shown.tax) == (True, True, 0)

    client.post(url("payment-method"), {"company": "Argile", "vat_id": VALID, "method": "bank-transfer"})
    total = totals(client, "preview").total
    client.post(url("preview"), review(client))
    order = Order.objects.get()
    assert (order.total_incl_tax, order.total_excl_tax) == (total, total)
    assert (order.tax_treatment, order.vat_id, order.shows_net) == ("reverse-charge", VALID, True)
    assert order.vat_check == VatCheck.objects.get()
    assert order.billing_address.line2 == "Argile"
    assert order_totals(order).total == total


def test_unknown_vat_id_is_refused_beside_its_field_and_stays_typed(client):
    walk_to_payment(client)

    answer = client.post(url("payment-method"), {"vat_id": UNKNOWN, "method": "bank-transfer"})

    assert list(answer.context["form"].errors) == ["vat_id"]
    assert answer.context["form"]["vat_id"].value() == UNKNOWN
    assert answer.context["totals"].tax > 0


def test_register_that_does_not_answer_stops_nobody(client):
    walk_to_payment(client)
    answer = client.post(url("payment-method"), {"vat_id": UNREACHABLE, "look": "1"})
    assert answer.context["vat_check"].outcome == "unreachable"
    assert answer.context["totals"].tax > 0

    client.post(url("payment-method"), {"vat_id": UNREACHABLE, "method": "bank-transfer"})
    client.post(url("preview"), review(client))

    order = Order.objects.get()
    assert (order.tax_treatment, order.vat_id) == ("taxed", "")


def test_company_buyer_sees_net_from_the_basket_to_the_mail(client, django_capture_on_commit_callbacks):
    user = UserFactory(email="ada@argile.example")
    company = Company.objects.create(name="Argile")
    CompanyContact.objects.create(company=company, user=user, email=user.email)
    client.force_login(user)
    fill_basket(client, ProductFactory(price="119.00"))

    basket = client.get("/shop/basket/").context["summary"]
    assert (basket.rows[0].total, basket.totals.shows_net) == (Decimal("100.00"), True)
    client.post(url("shipping-address"), ADDRESS)
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("preview"), review(client))

    order = Order.objects.get()
    pages = [url("thank-you"), reverse("customer:order", args=[order.number])]
    for page in pages:
        text = client.get(page).content.decode()
        assert ("€100.00" in text or "€100" in text, "€19" in text, "€119" in text) == (True, True, True)
    letter = next(letter for letter in mail.outbox if order.number in letter.subject)
    assert ("€100" in letter.body, "€119" in letter.body) == (True, True)


def test_fingerprint_covers_the_tax(client):
    walk_to_payment(client)
    client.post(url("payment-method"), {"method": "bank-transfer"})
    sent = review(client)
    client.post(url("payment-method"), {"company": "Argile", "vat_id": VALID, "method": "bank-transfer"})

    assert client.post(url("preview"), sent).url == url("preview")
    assert not Order.objects.exists()


def asked(rf, *, user=None, place=None, vat_id=""):
    """A request whose checkout knows a place or a VAT id."""
    request = rf.get("/")
    request.user, request.session = user or AnonymousUser(), SessionStore()
    request.strategy = Strategy(request)
    if place or vat_id:
        data = CheckoutSessionData(request)
        if place:
            data.set_place(country=place)
        data.set_company(name="", vat_id=vat_id)
    return request


def speaks_for(**fields):
    user = UserFactory()
    company = Company.objects.create(name="Argile", **fields)
    CompanyContact.objects.create(company=company, user=user, email=user.email)
    return user


@pytest.mark.parametrize(
    ("place", "vat_id", "country", "treatment"),
    [
        (None, "", "DE", "taxed"),
        ("FR", "", "FR", "taxed"),
        ("US", "", "US", "export"),
        (None, VALID, "DE", "taxed"),
        ("FR", VALID, "FR", "reverse-charge"),
    ],
)
def test_tax_follows_from_what_is_known(rf, place, vat_id, country, treatment):
    VatCheck.objects.create(vat_id=VALID, outcome="valid")
    request = asked(rf, place=place, vat_id=vat_id)

    tax = calculate_tax(request)

    assert (tax.country, tax.treatment) == (country, treatment)
    assert request.strategy.buyer.tax == tax
    assert (CheckoutSessionData.SESSION_KEY in request.session) is bool(place or vat_id)


def test_number_of_a_company_counts_before_a_place_is_known(rf):
    VatCheck.objects.create(vat_id=VALID, outcome="valid")

    shown = [calculate_tax(asked(rf, vat_id=vat_id)) for vat_id in (VALID, "")]

    assert [(tax.country, tax.shows_net) for tax in shown] == [("DE", True), ("DE", False)]


def test_company_is_looked_up_for_who_speaks_for_one(rf):
    VatCheck.objects.create(vat_id=VALID, outcome="valid")
    theirs, nobodys = speaks_for(vat_id=VALID), UserFactory()

    found = [calculate_tax(asked(rf, user=user, place="FR")).treatment for user in (theirs, nobodys)]

    assert found == ["reverse-charge", "taxed"]


@pytest.mark.parametrize(
    ("vat_id", "is_known", "asks"),
    [(VALID, False, True), (VALID, True, False), ("", False, False), ("no id", False, False)],
)
def test_register_is_asked_once_about_the_buyers_company(rf, vat_id, is_known, asks):
    user = speaks_for(vat_id=vat_id)
    if is_known:
        VatCheck.objects.create(vat_id=vat_id, outcome="valid")

    check_company_of(asked(rf, user=user))
    check_company_of(asked(rf))

    assert VatCheck.objects.count() == int(is_known or asks)
