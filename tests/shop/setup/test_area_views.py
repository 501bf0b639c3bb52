import re

import pytest
from django.core import mail
from django.db import connection

from shop.backoffice.edits.views import CONFLICT
from shop.configuration.fields import Secret
from shop.configuration.models import MailSettings, MoneySettings, PaymentSettings, TaxSettings
from shop.configuration.queries import bank_account, shop_currency
from shop.identity.models import ShopSettings
from shop.identity.queries import shop_identity
from shop.offer.models import Benefit, Condition, Range
from shop.partner.models import StockRecord
from shop.partner.strategy import Selector
from shop.setup.areas import AREAS
from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryZone
from tests.crm_core.factories import staff_with
from tests.shop.backoffice.edits_page import fields_of
from tests.shop.factories import BasketFactory, CountryFactory, OrderFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
HOME = "/cms/shop-settings/"
KEYS = {
    "stripe_publishable_key": "pk_test_51KilnPublic",
    "stripe_secret_key": "sk_test_51KilnSecret4242",
    "stripe_webhook_secret": "whsec_51KilnHook9999",
}
IBAN = "DE75512108001245126199"
ACCOUNT = {"account_holder": "Ofen GmbH", "iban": "DE75 5121 0800 1245 1261 99", "bic": "SOGEDEFF"}


@pytest.fixture
def user():
    return staff_with(*(area.permission for area in AREAS))


@pytest.fixture
def admin(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def fresh(settings):
    """No setting comes from the environment."""
    settings.KILN_BANK_ACCOUNT = ""
    return settings


def at(name):
    return f"{HOME}{name}/"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_an_area_opens_for_its_own_permission_alone(client, area):
    client.force_login(staff_with(area.permission))

    opened = {each.name for each in AREAS if client.get(at(each.name)).status_code == 200}

    assert opened == {area.name}
    assert text_of(client.get(HOME)).count(f'href="{HOME}') >= 1
    other = next(each for each in AREAS if each is not area)
    assert client.post(at(other.name), {"currency": "JPY", "attempt": "1"}).status_code == 403


def test_each_area_has_a_button_that_tries_it(admin):
    buttons = {area.name: 'name="attempt"' in text_of(admin.get(at(area.name))) for area in AREAS}

    assert buttons == {area.name: area.name not in {"shop", "storefront", "delivery"} for area in AREAS}
    assert "Show the prices" in text_of(admin.get(at("delivery")))


def test_who_may_change_nothing_sees_nothing(client):
    client.force_login(staff_with("order.view_order"))

    assert [client.get(HOME).status_code, client.get(at("payment")).status_code] == [403, 403]
    assert client.get(at("nothing")).status_code == 404


def test_the_shops_own_words_are_seen_at_once_and_by_language(admin, client):
    page = fields_of(admin.get(at("shop")))
    words = {"name": "Ofen", "announcement_en": "Closed in May", "announcement_zh_hans": "五月休息"}

    assert admin.post(at("shop"), page | words).status_code == 200

    assert "Closed in May" in text_of(client.get("/shop/basket/"))
    chinese = text_of(client.get("/zh-hans/shop/basket/"))
    assert ("五月休息" in chinese, "Closed in May" in chinese) == (True, False)


def test_a_name_of_the_environment_is_shown_and_not_changed(admin, settings):
    settings.KILN_SHOP_NAME = "From outside"
    page = admin.get(at("shop"))
    assert "set by the environment (KILN_SHOP_NAME)" in text_of(page)

    admin.post(at("shop"), fields_of(page) | {"name": "Mine", "phone": "1"})

    assert ShopSettings.objects.values_list("name", "phone").get() == ("", "1")
    assert shop_identity().name == "From outside"


def test_two_people_at_once_lose_nothing(admin):
    ShopSettings.objects.create(name="Kiln", phone="1")
    mine, theirs = (fields_of(admin.get(at("shop"))) for _person in range(2))

    admin.post(at("shop"), theirs | {"phone": "2", "email": "theirs@kiln.example"})
    merged = admin.post(at("shop"), mine | {"name": "Ofen"})
    refused = admin.post(at("shop"), mine | {"email": "mine@kiln.example"})

    assert (merged.status_code, refused.status_code) == (200, CONFLICT)
    assert ShopSettings.objects.values_list("name", "phone", "email").get() == (
        "Ofen",
        "2",
        "theirs@kiln.example",
    )


def test_currency_and_prices_change_before_the_first_order(admin, fresh):
    ProductFactory(price="45.00")
    page = fields_of(admin.get(at("money")))

    assert admin.post(at("money"), page | {"currency": "CHF"}).status_code == 200

    assert shop_currency() == "CHF"
    assert StockRecord.objects.values_list("price", "price_currency").get() == (45, "CHF")


def test_baskets_filled_before_follow_their_prices_into_the_new_currency(admin, fresh):
    basket = BasketFactory()
    basket.strategy = Selector().strategy()
    basket.add_product(ProductFactory(price="45.00"))

    page = fields_of(admin.get(at("money")))
    assert admin.post(at("money"), page | {"currency": "CHF"}).status_code == 200

    assert [line.price_currency for line in basket.lines.all()] == ["CHF"]


def test_currency_is_shown_locked_and_said_after_the_first_order(admin, fresh):
    OrderFactory()

    field = admin.get(at("money")).context["form"]["currency"]

    assert [code for code, _name in field.field.choices] == ["EUR"]
    assert field.help_text == "There are orders, so the currency cannot change."


def test_amounts_of_offers_that_a_currency_cannot_pay_are_counted_too(admin, fresh):
    everything = Range.objects.create(name="All", includes_all_products=True)
    Benefit.objects.create(type=Benefit.FIXED, value="4.50", range=everything)
    Condition.objects.create(type=Condition.VALUE, value="50.50", range=everything)

    refused = admin.post(at("money"), fields_of(admin.get(at("money"))) | {"currency": "JPY"})

    assert "2 prices have decimals, which JPY does not have" in text_of(refused)


def test_saving_the_account_changes_no_price(admin, fresh):
    product = ProductFactory(price="45.00")
    StockRecord.objects.filter(product=product).update(price_currency="CHF")

    admin.post(at("money"), fields_of(admin.get(at("money"))) | ACCOUNT)

    assert StockRecord.objects.values_list("price_currency", flat=True).get() == "CHF"


def test_delivery_prices_that_a_currency_cannot_pay_are_counted_too(admin, fresh):
    post = DeliveryOption.objects.create(code="post", name_en="Post")
    zone = DeliveryZone.objects.create(name="Home")
    DeliveryRate.objects.create(option=post, zone=zone, price="4.90", free_from="50.50", working_days=2)

    refused = admin.post(at("money"), fields_of(admin.get(at("money"))) | {"currency": "JPY"})

    assert "2 prices have decimals, which JPY does not have" in text_of(refused)


def test_currency_is_refused_after_the_first_order_in_words(admin, fresh):
    OrderFactory()
    page = fields_of(admin.get(at("money")))

    refused = admin.post(at("money"), page | {"currency": "CHF"})

    assert refused.status_code == 422
    assert "The currency stays EUR: there are orders" in text_of(refused)
    assert (shop_currency(), MoneySettings.objects.get().currency) == ("EUR", "")
    assert admin.post(at("money"), page | {"currency": "EUR", **ACCOUNT}).status_code == 200


def test_currency_that_cannot_pay_the_prices_is_refused(admin, fresh):
    ProductFactory(price="4.50")
    page = fields_of(admin.get(at("money")))

    refused = admin.post(at("money"), page | {"currency": "JPY"})

    assert "1 price has decimals, which JPY does not have" in text_of(refused)
    assert shop_currency() == "EUR"


def test_a_wrong_digit_of_an_iban_is_found_and_nothing_typed_is_lost(admin, fresh):
    page = fields_of(admin.get(at("money")))

    refused = admin.post(at("money"), page | ACCOUNT | {"iban": "DE75 5121 0800 1245 1261 98"})

    assert refused.status_code == 422
    assert ("a digit is wrong" in text_of(refused), "1261 98" in text_of(refused)) == (True, True)
    assert MoneySettings.objects.get().iban == ""


def test_the_account_is_shown_as_buyers_read_it_with_a_code_to_scan(admin, fresh):
    admin.post(at("money"), fields_of(admin.get(at("money"))) | ACCOUNT)
    assert bank_account().iban == IBAN

    shown = text_of(admin.post(at("money"), {"attempt": "1"}))

    assert ("DE75 5121 0800 1245 1261 99" in shown, "<svg" in shown) == (True, True)


def test_keys_are_encrypted_and_never_shown_again(admin, fresh):
    saved = admin.post(at("payment"), fields_of(admin.get(at("payment"))) | KEYS)

    row = PaymentSettings.objects.get()
    assert row.stripe_secret_key.reveal() == KEYS["stripe_secret_key"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT stripe_secret_key, stripe_webhook_secret FROM configuration_paymentsettings")
        [held] = cursor.fetchall()
    assert not any(secret in held for secret in KEYS.values())
    for page in (text_of(saved), text_of(admin.get(at("payment")))):
        assert (KEYS["stripe_secret_key"] in page, row.stripe_secret_key.token in page) == (False, False)
        assert "••••4242" in page


def test_an_empty_key_field_keeps_what_is_stored_and_a_tick_removes_it(admin, fresh):
    admin.post(at("payment"), fields_of(admin.get(at("payment"))) | KEYS)

    admin.post(at("payment"), fields_of(admin.get(at("payment"))))
    assert PaymentSettings.objects.get().stripe_secret_key.reveal() == KEYS["stripe_secret_key"]

    admin.post(at("payment"), fields_of(admin.get(at("payment"))) | {"remove_secrets": "on"})
    row = PaymentSettings.objects.get()
    assert [bool(row.stripe_secret_key), bool(row.stripe_webhook_secret), row.stripe_publishable_key] == [
        False,
        False,
        "",
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"stripe_secret_key": "pk_test_51KilnPublic"}, "This key starts with sk_ or rk_"),
        ({"stripe_publishable_key": "sk_test_51KilnSecret4242"}, "This key starts with pk_"),
        ({"stripe_secret_key": "sk_live_51KilnSecret4242"}, "One key is for tests and the other is live"),
    ],
)
def test_keys_in_the_wrong_place_are_refused(admin, fresh, typed, words):
    refused = admin.post(at("payment"), fields_of(admin.get(at("payment"))) | KEYS | typed)

    assert (refused.status_code, words in text_of(refused)) == (422, True)
    assert not PaymentSettings.objects.get().stripe_secret_key
    assert 'value="sk_' not in text_of(refused).replace('name="stripe_publishable_key" value="sk_', "")


def test_a_key_that_two_people_change_is_asked_about_without_showing_it(admin, fresh):
    admin.post(at("payment"), fields_of(admin.get(at("payment"))) | KEYS)
    mine, theirs = (fields_of(admin.get(at("payment"))) for _person in range(2))

    admin.post(at("payment"), theirs | {"stripe_secret_key": "sk_test_51KilnTheirs1111"})
    refused = admin.post(at("payment"), mine | {"stripe_secret_key": "sk_test_51KilnMine2222"})

    assert refused.status_code == CONFLICT
    page = text_of(refused)
    assert ("Theirs: ••••1111" in page, "Yours: ••••2222" in page) == (True, True)
    assert not any(secret in page for secret in ("sk_test_51KilnTheirs1111", "sk_test_51KilnMine2222"))
    assert PaymentSettings.objects.get().stripe_secret_key.reveal() == "sk_test_51KilnTheirs1111"


def test_a_lost_encryption_key_says_so(admin, fresh):
    PaymentSettings.objects.create(stripe_secret_key=Secret.of(KEYS["stripe_secret_key"]))
    fresh.KILN_SECRETS_KEYS = ["another"]

    assert "it was encrypted with another key. Enter it again" in text_of(admin.get(at("payment")))
    assert "no readable secret key" in text_of(admin.post(at("payment"), {"attempt": "1"}))


def test_a_key_of_the_environment_is_masked(admin, fresh):
    fresh.KILN_STRIPE_SECRET_KEY = "sk_test_51FromEnvironment"

    page = text_of(admin.get(at("payment")))

    assert ("••••ment" in page, "sk_test_51FromEnvironment" in page) == (True, False)
    assert 'name="stripe_secret_key"' not in page


def test_mail_is_tried_by_a_mail_to_oneself(admin, user):
    page = text_of(admin.post(at("mail"), {"attempt": "1"}))

    assert [letter.to for letter in mail.outbox] == [[user.email]]
    assert f"has been sent to {user.email}" in page


def test_sender_and_server_are_kept_the_password_encrypted(admin):
    typed = {"sender_email": "shop@ofen.example", "sender_name": "Ofen", "host": "mail.example"}
    page = fields_of(admin.get(at("mail")))

    refused = admin.post(at("mail"), page | {"host": "mail.example", "port": "70000"})
    assert ("needs a sender" in text_of(refused), "from 1 to 65535" in text_of(refused)) == (True, True)
    admin.post(at("mail"), page | typed | {"password": "rather secret"})

    row = MailSettings.objects.get()
    assert (row.host, row.password.reveal()) == ("mail.example", "rather secret")
    assert "rather secret" not in text_of(admin.get(at("mail")))
    admin.post(at("mail"), {"attempt": "1"})
    assert mail.outbox[-1].from_email == "Ofen <shop@ofen.example>"


def test_tax_takes_a_vat_id_with_the_right_digits(admin):
    CountryFactory(iso_3166_1_a2="FR")
    page = fields_of(admin.get(at("tax"))) | {"country": "FR"}

    assert "a digit is wrong" in text_of(admin.post(at("tax"), page | {"vat_id": "FR40303265046"}))
    admin.post(at("tax"), page | {"vat_id": "FR 40 303 265 045"})

    assert TaxSettings.objects.values_list("country", "vat_id").get() == ("FR", "FR40303265045")
    assert "The register knows FR40303265045" in text_of(admin.post(at("tax"), {"attempt": "1"}))


def test_delivery_says_what_an_example_would_cost(admin):
    CountryFactory(iso_3166_1_a2="FR", printable_name="France")

    small, large = (
        text_of(admin.post(at("delivery"), {"country": "FR", "goods": goods})) for goods in ("50", "200")
    )

    assert ("€12.00 (5 working days)" in small, "free (5 working days)" in large) == (True, True)
    assert admin.post(at("delivery"), {"country": "FR", "goods": "-1"}).status_code == 422
