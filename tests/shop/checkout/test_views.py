from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from oscar.core.loading import get_model
from oscar.test.factories import create_offer

from shop.order.models import Order
from tests.shop.checkout.walk import ADDRESS, fill_basket, url, walk_to_review, words
from tests.shop.factories import (
    CountryFactory,
    ProductClassFactory,
    ProductFactory,
    UserAddressFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
UserAddress = get_model("address", "UserAddress")
STEPS = ["index", "shipping-address", "shipping-method", "payment-method", "preview"]


@pytest.fixture(autouse=True)
def country():
    return CountryFactory(display_order=1)


@pytest.mark.parametrize("step", STEPS)
def test_empty_basket_cannot_be_checked_out(client, step):
    assert client.get(url(step)).url == "/shop/basket/"


@pytest.mark.parametrize("step", STEPS[1:])
def test_no_step_can_be_skipped(client, step):
    fill_basket(client, ProductFactory())

    response = client.get(url(step))

    assert response.status_code == 302
    assert response.url in {url("index"), url("shipping-address")}


def test_sold_out_basket_goes_back_and_says_why(client):
    product = ProductFactory(title="Jar")
    fill_basket(client, product)
    product.stockrecords.update(num_in_stock=0)

    response = client.get(url("index"))

    assert response.url == "/shop/basket/"
    assert [str(m) for m in get_messages(response.wsgi_request)][-1].startswith(
        "'Jar' is no longer available"
    )


def test_wrong_email_is_refused_beside_its_field(client):
    fill_basket(client, ProductFactory())

    form = client.post(url("index"), {"email": "ada@"}).context["form"]

    assert form.errors == {"email": ["Please give an address like ada@example.com."]}
    assert form["email"].value() == "ada@"


def test_address_errors_stand_beside_the_fields_and_nothing_typed_is_lost(client):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    typed = {**ADDRESS, "line1": "", "postcode": "not one", "phone_number": "12", "notes": "Ring twice"}

    form = client.post(url("shipping-address"), typed).context["form"]

    assert set(form.errors) == {"line1", "postcode", "phone_number"}
    assert {name: form[name].value() for name in typed} == typed


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("index", {"email": "ada@"}),
        ("shipping-address", {"country": "DE"}),
        ("shipping-method", {"method_code": "by-balloon"}),
        ("payment-method", {"method": "by-balloon"}),
    ],
)
def test_a_refused_form_shows_what_the_order_comes_to_less_the_offers(client, step, typed):
    create_offer(name="Twenty off")
    walk_to_review(client, ProductFactory(price="100.00"))

    page = client.post(url(step), typed)

    assert page.context["form"].errors
    assert page.context["totals"].discounts == [("Twenty off", Decimal("20.00"))]
    assert page.context["order_total"].incl_tax == client.get(url(step)).context["order_total"].incl_tax


def test_address_typed_before_is_offered_again(client):
    walk_to_review(client, ProductFactory())

    form = client.get(url("shipping-address")).context["form"]

    assert {name: form[name].value() for name in ADDRESS} == ADDRESS


def test_fields_tell_the_browser_what_belongs_into_them(client):
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})

    fields = client.get(url("shipping-address")).context["form"].fields

    assert {name: field.widget.attrs["autocomplete"] for name, field in fields.items()} == {
        "country": "shipping country",
        "first_name": "shipping given-name",
        "last_name": "shipping family-name",
        "line1": "shipping address-line1",
        "line2": "shipping address-line2",
        "postcode": "shipping postal-code",
        "line4": "shipping address-level2",
        "phone_number": "shipping tel",
        "notes": "off",
    }


def test_country_we_do_not_send_to_is_refused(client):
    CountryFactory(iso_3166_1_a2="AQ", printable_name="Antarctica", is_shipping_country=False)
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})

    form = client.post(url("shipping-address"), {**ADDRESS, "country": "AQ"}).context["form"]

    assert set(form.errors) == {"country"}


@pytest.mark.parametrize(
    ("step", "field"), [("shipping-method", "method_code"), ("payment-method", "method")]
)
@pytest.mark.parametrize("choice", ["", "by-balloon"])
def test_choice_that_is_none_is_refused(client, step, field, choice):
    walk_to_review(client, ProductFactory())

    response = client.post(url(step), {field: choice})

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}


def test_delivery_is_free_from_eighty_on(client):
    walk_to_review(client, ProductFactory(price="79.99"))
    charges = [row.charge.incl_tax for row in client.get(url("shipping-method")).context["choices"]]
    fill_basket(client, ProductFactory(price="0.01"))
    free = [row.charge.incl_tax for row in client.get(url("shipping-method")).context["choices"]]

    assert charges == [Decimal("6.00"), Decimal("14.00")]
    assert free == [Decimal("0.00"), Decimal("14.00")]


def test_digital_goods_need_no_address(client):
    digital = ProductClassFactory(
        slug="patterns", name="Patterns", track_stock=False, requires_shipping=False
    )
    fill_basket(client, ProductFactory(product_class=digital, num_in_stock=None))
    client.post(url("index"), {"email": "ada@example.com"})

    page = client.get(url("shipping-address"), follow=True)
    client.post(url("payment-method"), {"method": "bank-transfer"})
    page = client.get(url("preview"))
    client.post(url("preview"), {key: page.context[key] for key in ("order_number", "fingerprint")})

    order = Order.objects.get()
    assert (order.shipping_address, order.shipping_incl_tax) == (None, 0)


def test_address_of_somebody_else_cannot_be_used(client):
    stranger = UserAddressFactory()
    client.force_login(UserFactory())
    fill_basket(client, ProductFactory())

    assert client.post(url("shipping-address"), {"address_id": stranger.pk}).status_code == 404
    assert client.post(url("shipping-address"), {"address_id": "x"}).status_code == 404
    assert client.get(url("shipping-method")).url == url("shipping-address")


def test_address_that_somebody_else_chose_in_this_browser_is_not_sent_to(client):
    """Logged in after one another, the session keeps the choice of the first."""
    stranger = UserAddressFactory()
    client.force_login(UserFactory())
    fill_basket(client, ProductFactory())
    session = client.session
    session["checkout_data"] = {"shipping": {"user_address_id": stranger.pk}}
    session.save()

    assert client.get(url("shipping-method")).url == url("shipping-address")
    assert client.get(url("preview")).status_code == 302
    assert Order.objects.count() == 0


@pytest.mark.parametrize("name", ["user-address-update", "user-address-delete"])
def test_address_of_somebody_else_is_not_found(client, name):
    stranger = UserAddressFactory()
    client.force_login(UserFactory())
    fill_basket(client, ProductFactory())

    assert client.get(url(name, stranger.pk)).status_code == 404
    assert client.post(url(name, stranger.pk), ADDRESS).status_code == 404
    assert UserAddress.objects.get() == stranger


def test_own_address_is_changed_and_deleted(client):
    user = UserFactory()
    address = UserAddressFactory(user=user)
    client.force_login(user)
    fill_basket(client, ProductFactory())

    assert client.get(url("user-address-update", address.pk)).status_code == 200
    client.post(url("user-address-update", address.pk), {**ADDRESS, "line4": "Dresden"})
    assert UserAddress.objects.get().line4 == "Dresden"
    assert client.get(url("user-address-delete", address.pk)).status_code == 200
    client.post(url("user-address-delete", address.pk))
    assert not UserAddress.objects.exists()


def test_steps_are_private(client):
    fill_basket(client, ProductFactory())

    assert client.get(url("index"))["Cache-Control"] == "private, no-store"


def test_start_in_another_language_keeps_its_words(client):
    fill_basket(client, ProductFactory())

    page = client.get(f"/zh-hans{url('index')}")

    assert page.status_code == 200
    assert words(page)


@pytest.mark.parametrize("step", STEPS)
def test_step_costs_the_same_with_more_lines(client, step, count_queries):
    walk_to_review(client, ProductFactory())
    if step == "index":
        client.session.save()
    client.get(url(step))  # what is new in the basket is held by the first look
    with_one_line = count_queries(lambda: client.get(url(step)))
    fill_basket(client, ProductFactory(), ProductFactory())
    client.get("/shop/basket/")
    client.get(url(step))

    assert count_queries(lambda: client.get(url(step))) == with_one_line
