"""No page of the shop keeps English when it is read in Chinese."""

import pytest

from tests.i18n.pages import CHECKOUT, PAGES
from tests.i18n.reading import english_on
from tests.shop.factories import ProductFactory


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
