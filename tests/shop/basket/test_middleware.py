"""Which basket a request gets, and which browser gets a cookie."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from shop.basket.cookies import basket_cookie_value
from shop.basket.middleware import BasketMiddleware, _is_stored
from shop.basket.models import Basket
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
COOKIE = settings.OSCAR_BASKET_COOKIE_OPEN


def visit(rf, view, *, user=None, basket=None):
    """Run a view behind the middleware, in a browser whose cookie names a basket."""
    request = rf.get("/")
    request.user = AnonymousUser() if user is None else user
    request._messages = CookieStorage(request)
    if basket is not None:
        request.COOKIES[COOKIE] = basket_cookie_value(basket)

    def answer(request):
        request.found = view(request)
        return HttpResponse()

    response = BasketMiddleware(answer)(request)
    return request, response


def look(request):
    """Load the basket."""
    return (request.basket.pk, request.basket.owner)


def nobody_asks():
    raise AssertionError


def cookies(response):
    return {name: morsel.value for name, morsel in response.cookies.items()}


def test_page_that_asks_for_no_basket_costs_no_query(rf, django_assert_num_queries):
    basket = BasketFactory()

    with django_assert_num_queries(0):
        _request, response = visit(rf, lambda request: None, basket=basket)

    assert cookies(response) == {}


def test_guest_whose_basket_is_saved_gets_a_cookie_once(rf):
    def save(request):
        request.basket.save()

    request, response = visit(rf, save)
    basket = Basket.objects.get()

    assert cookies(response) == {COOKIE: basket_cookie_value(basket)}
    assert cookies(visit(rf, look, basket=basket)[1]) == {}
    assert str(request.basket_hash) == basket_cookie_value(basket)


def test_guest_whose_basket_is_not_saved_gets_none(rf):
    request, response = visit(rf, look)

    assert (request.found, cookies(response), Basket.objects.count()) == ((None, None), {}, 0)
    assert request.basket_hash == None  # noqa: E711 - a lazy object


def test_user_gets_no_cookie(rf):
    def save(request):
        request.basket.save()

    assert cookies(visit(rf, save, user=UserFactory())[1]) == {}


def test_basket_that_was_ordered_in_this_request_gets_no_cookie(rf):
    def order(request):
        request.basket.save()
        request.basket.submit()

    assert cookies(visit(rf, order)[1]) == {}


def test_cookie_opens_its_own_basket_alone(rf):
    BasketFactory(), BasketFactory()
    mine = BasketFactory()

    assert visit(rf, look, basket=mine)[0].found == (mine.pk, None)


@pytest.mark.parametrize("fields", [{"status": Basket.SUBMITTED}, {"owner": 1}])
def test_cookie_of_what_is_no_guests_open_basket_goes(rf, fields):
    basket = BasketFactory(**({**fields, "owner": UserFactory()} if "owner" in fields else fields))

    request, response = visit(rf, look, basket=basket)

    assert (request.found, cookies(response)) == ((None, None), {COOKIE: ""})


@pytest.mark.parametrize("devices", [0, 1, 2])
@pytest.mark.parametrize("has_cookie", [True, False])
def test_user_has_one_basket_wherever_it_was_filled(rf, devices, has_cookie):
    user = UserFactory()
    BasketFactory(owner=UserFactory(), lines=[(ProductFactory(), 5)])
    for _device in range(devices):
        BasketFactory(owner=user, lines=[ProductFactory()])
    guest = BasketFactory(lines=[(ProductFactory(), 2)]) if has_cookie else None

    request, response = visit(
        rf, lambda request: (request.basket.owner, request.basket.num_items), user=user, basket=guest
    )

    came = max(devices - 1, 0) + (2 if has_cookie else 0)
    said = [str(message) for message in get_messages(request)]
    assert request.found == (user, devices + (2 if has_cookie else 0))
    assert Basket.open.filter(owner=user).count() == min(devices + has_cookie, 1)
    assert cookies(response) == ({COOKIE: ""} if has_cookie else {})
    assert [words.partition(" ")[0] for words in said] == ([str(came)] if came else [])


def test_basket_is_stored_under_both_of_its_names():
    """A row that was rolled back may give its id to another basket."""
    stored, other = BasketFactory(), BasketFactory()

    found = [
        _is_stored(basket)
        for basket in (
            stored,
            Basket(pk=stored.pk, public_id=uuid4()),
            Basket(pk=other.pk, public_id=stored.public_id),
            Basket(pk=None, public_id=stored.public_id),
        )
    ]

    assert found == [True, False, False, False]


def test_basket_that_a_view_put_in_place_of_the_old_gets_the_cookie(rf):
    def replace(request):
        request.basket = Basket.objects.create()

    assert cookies(visit(rf, replace)[1]) == {COOKIE: basket_cookie_value(Basket.objects.get())}


def test_page_that_asks_for_no_basket_does_not_ask_who_looks(rf):
    """Neither the session is loaded for it, nor does the answer vary by cookie."""
    _request, response = visit(rf, lambda request: None, user=SimpleLazyObject(nobody_asks))

    assert cookies(response) == {}


def test_forged_cookie_costs_no_query(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        request, _response = visit(rf, lambda request: None)
        request.COOKIES[COOKIE] = "forged"
        assert request.basket.pk is None


def test_user_with_one_basket_has_nothing_joined(rf, django_assert_num_queries):
    basket = BasketFactory(owner=UserFactory())

    with django_assert_num_queries(1):
        assert visit(rf, look, user=basket.owner)[0].found == (basket.pk, basket.owner)


def test_nothing_is_said_of_a_basket_in_which_nothing_was(rf):
    request, _response = visit(rf, look, user=UserFactory(), basket=BasketFactory())

    assert list(get_messages(request)) == []
