"""No page of the shop keeps English when it is read in Chinese."""

import pytest

from shop.order.links import order_token
from tests.i18n.reading import english_on
from tests.shop.factories import ProductFactory

# Page -> who looks ("" for a visitor, "buyer", "member") and its address in a world.
PAGES = {
    "home": ("", lambda world: world.url("wagtail_serve", "")),
    "everything": ("", lambda world: world.url("catalogue:index")),
    "category": ("", lambda world: world.page_of(world.category)),
    "category by facet": ("", lambda world: world.page_of(world.category) + "?glaze=tide&sort=price"),
    "category with nothing": ("", lambda world: world.page_of(world.category) + "?price=900-999"),
    "product in variants": ("", lambda world: world.page_of(world.vase)),
    "product": ("", lambda world: world.page_of(world.bowl)),
    "product that is sold out": ("", lambda world: world.page_of(world.sold_out)),
    "reviews": ("", lambda world: world.url("catalogue:reviews-list", world.bowl.slug, world.bowl.pk)),
    "review": ("buyer", lambda world: world.url("catalogue:reviews-add", world.bowl.slug, world.bowl.pk)),
    "search": ("", lambda world: world.url("search:search") + "?q=潮汐"),
    "search without result": ("", lambda world: world.url("search:search") + "?q=没有"),
    "basket, empty": ("", lambda world: world.url("basket:summary")),
    "login": ("", lambda world: world.url("account_login")),
    "signup": ("", lambda world: world.url("account_signup")),
    "password reset": ("", lambda world: world.url("account_reset_password")),
    "password reset done": ("", lambda world: world.url("account_reset_password_done")),
    "confirmation sent": ("", lambda world: world.url("account_email_verification_sent")),
    "consent": ("", lambda world: world.url("personalization:consent")),
    "order by link": ("", lambda world: world.url("checkout:order", order_token(world.order))),
    "account": ("buyer", lambda world: world.url("customer:summary")),
    "name": ("buyer", lambda world: world.url("customer:profile-update")),
    "orders": ("buyer", lambda world: world.url("customer:order-list")),
    "order": ("buyer", lambda world: world.url("customer:order", world.order.number)),
    "addresses": ("buyer", lambda world: world.url("customer:address-list")),
    "new address": ("buyer", lambda world: world.url("customer:address-create")),
    "alerts": ("buyer", lambda world: world.url("customer:alerts-list")),
    "wish lists": ("buyer", lambda world: world.url("customer:wishlists-list")),
    "new wish list": ("buyer", lambda world: world.url("customer:wishlists-create")),
    "wish list": ("buyer", lambda world: world.url("customer:wishlists-detail", world.wishlist.key)),
    "wish list, changed": ("buyer", lambda world: world.url("customer:wishlists-update", world.wishlist.key)),
    "wish list, deleted": ("buyer", lambda world: world.url("customer:wishlists-delete", world.wishlist.key)),
    "wish list, shared": ("", lambda world: world.url("customer:wishlists-detail", world.wishlist.key)),
    "e-mail addresses": ("buyer", lambda world: world.url("account_email")),
    "password": ("buyer", lambda world: world.url("account_change_password")),
    "safer log in": ("buyer", lambda world: world.url("mfa_index")),
    "safer log in, with a passkey": ("buyer", lambda world: world.url("mfa_add_webauthn")),
    "an app": ("buyer", lambda world: world.url("mfa_activate_totp")),
    "sessions": ("buyer", lambda world: world.url("usersessions_list")),
    "asked once more": ("buyer", lambda world: world.url("account_reauthenticate")),
    "preferences": ("buyer", lambda world: world.url("privacy:preferences")),
    "data": ("buyer", lambda world: world.url("privacy:overview")),
    "deletion": ("buyer", lambda world: world.url("privacy:deletion")),
    "logout": ("buyer", lambda world: world.url("account_logout")),
    "portal": ("member", lambda world: world.url("partners:dashboard")),
    "commission": ("member", lambda world: world.url("partners:commission", world.commission.reference)),
    "application": ("buyer", lambda world: world.url("partners:apply")),
    "portal of a stranger": ("buyer", lambda world: world.url("partners:dashboard")),
    "not found": ("", lambda world: world.url("catalogue:index") + "nothing/"),
}
# Step of the checkout -> what a guest answers.
CHECKOUT = {
    "checkout:index": {"email": "yu@example.com"},
    "checkout:shipping-address": {
        "country": "DE",
        "first_name": "雨",
        "last_name": "陈",
        "line1": "柏林街 1 号",
        "postcode": "01662",
        "line4": "麦森",
    },
    "checkout:shipping-method": {"method_code": "standard"},
    "checkout:payment-method": {"method": "bank-transfer"},
}


@pytest.mark.parametrize("page", PAGES)
def test_page_keeps_no_english(client, world, page):
    who, address = PAGES[page]
    if who:
        client.force_login(world.buyer if who == "buyer" else world.member.user)

    response = client.get(address(world), follow=True)

    assert response.headers["Content-Language"] == world.language
    assert english_on(response.content.decode()) == []


def test_checkout_keeps_no_english_on_any_step(client, world, settings):
    settings.KILN_BANK_ACCOUNT = "DE75 5121 0800 1245 1261 99"
    client.post(world.url("basket:add", world.bowl.pk), {"quantity": 2})

    left = {}
    for name, answers in [("basket:summary", None), *CHECKOUT.items(), ("checkout:preview", None)]:
        page = client.get(world.url(name))
        assert page.status_code == 200, name
        left[name] = english_on(page.content.decode())
        if answers:
            client.post(world.url(name), answers)
    placing = {key: page.context[key] for key in ("order_number", "fingerprint")}
    thanks = client.post(world.url("checkout:preview"), {"action": "place_order", **placing}, follow=True)
    left["thank you"] = english_on(thanks.content.decode())

    assert left == {step: [] for step in left}


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("checkout:index", {"email": "no address"}),
        ("checkout:shipping-address", {"country": "DE", "phone_number": "12", "postcode": "x"}),
        ("checkout:shipping-method", {"method_code": "pigeon"}),
        ("checkout:payment-method", {"method": "shells"}),
        ("account_login", {"login": "yu@example.com", "password": "wrong-passphrase"}),
        ("account_signup", {"email": "yu@example.com", "password1": "password"}),
        ("account_reset_password", {"email": "no address"}),
    ],
)
def test_refused_answers_are_explained_in_the_readers_language(client, world, name, answers):
    client.post(world.url("basket:add", world.bowl.pk), {"quantity": 1})
    for step, given in CHECKOUT.items():
        if name.startswith("checkout:") and step != name:
            client.post(world.url(step), given)
        elif step == name:
            break

    page = client.post(world.url(name), answers)

    assert page.status_code == 200
    assert english_on(page.content.decode(), allowed=frozenset({"no", "address"})) == []


def test_a_basket_that_asks_for_too_much_says_so_in_the_readers_language(client, world):
    scarce = ProductFactory(title="碗", title_zh_hans="碗", title_zh_hant="碗", num_in_stock=2)

    page = client.post(world.url("basket:add", scarce.pk), {"quantity": 5}, follow=True)

    assert english_on(page.content.decode()) == []
