from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signing import Signer
from django.db import transaction
from django.http import HttpResponse
from django.template import Context
from django.test import Client
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from partners.referrals.models import BasketReferral
from personalization.interactions.models import BasketVisitor
from shop.basket.middleware import BasketMiddleware
from shop.basket.models import Basket, Line
from shop.basket.services import add_to_basket
from shop.storefront.templatetags.storefront_tags import basket_count
from tests.shop.checkout.walk import fill_basket
from tests.shop.factories import BasketFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
COOKIE = "oscar_open_basket"
SUMMARY = "/shop/basket/"


def add(client, product, **data):
    return client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1, **data})


@pytest.mark.parametrize("htmx", [{}, {"HTTP_HX_REQUEST": "true"}])
@pytest.mark.parametrize("refused", [{"num_in_stock": 0}, {"order_minimum": 4}, {"order_multiple": 6}])
def test_refused_piece_leaves_no_basket_and_no_cookie(client, refused, htmx):
    product = ProductFactory(**{"num_in_stock": 10, **refused})

    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1}, **htmx)

    assert COOKIE not in client.cookies
    assert (Basket.objects.count(), BasketReferral.objects.count(), BasketVisitor.objects.count()) == (
        0,
        0,
        0,
    )


def test_two_guests_after_a_refusal_have_two_baskets(client):
    sold_out, plenty = ProductFactory(num_in_stock=0), ProductFactory(title="Cup")
    other = Client()

    add(client, sold_out)
    add(other, plenty)

    assert client.get(SUMMARY).context["summary"].pieces == 0
    assert other.get(SUMMARY).context["summary"].pieces == 1
    add(client, plenty)
    assert sorted(Line.objects.values_list("quantity", flat=True)) == [1, 1]


def test_cookie_names_the_basket_by_a_random_key(client):
    fill_basket(client, ProductFactory())
    basket = Basket.objects.get()

    assert client.cookies[COOKIE].value.partition(":")[0] == basket.public_id.hex


@pytest.mark.parametrize(
    "forge",
    [
        lambda basket: Signer().sign(basket.pk),  # as cookies were before
        lambda basket: Signer(salt="kiln.basket").sign(basket.pk),
        lambda basket: Signer().sign(basket.public_id.hex),
        lambda basket: basket.public_id.hex,
        lambda basket: f"{basket.public_id.hex}:x",
    ],
)
def test_cookie_that_is_not_ours_opens_nothing_and_goes(client, forge):
    basket = BasketFactory(lines=[ProductFactory()])
    client.cookies[COOKIE] = forge(basket)

    page = client.get(SUMMARY)

    assert page.context["summary"].pieces == 0
    assert client.cookies[COOKIE].value == ""


def test_header_counts_the_basket_of_the_cookie_only(rf, client):
    fill_basket(client, ProductFactory(), quantity=3)

    def counted(cookie):
        request = rf.get("/")
        request.COOKIES, request.user = {COOKIE: cookie}, AnonymousUser()
        request.basket = SimpleLazyObject(Basket)
        return basket_count(Context({"request": request}))

    assert counted(client.cookies[COOKIE].value) == 3
    assert counted(Signer().sign(Basket.objects.get().pk)) == 0


def test_basket_that_an_outer_rollback_took_back_gets_no_cookie(rf):
    def view(request):
        with suppress(ZeroDivisionError), transaction.atomic():
            add_to_basket(request.basket, ProductFactory())
            raise ZeroDivisionError
        return HttpResponse()

    request = rf.post("/")
    request.user = AnonymousUser()

    assert not BasketMiddleware(view)(request).cookies
