import pytest
from django.contrib.auth import login, logout
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from oscar.apps.basket.signals import basket_addition
from oscar.apps.catalogue.signals import product_viewed
from oscar.apps.search.signals import user_search

from personalization.interactions.consent import BrowserState
from personalization.interactions.models import Interaction, Visitor
from tests.personalization.factories import VisitorFactory, carry
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(rf, client):
    """A request of the browser that the test client stands for."""

    def make():
        request = rf.get("/")
        request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
        request.user = AnonymousUser()
        request.session = client.session
        return request

    return make


def send_all(request, product):
    facts = {"sender": None, "user": request.user, "request": request}
    product_viewed.send(**facts, product=product, response=None)
    basket_addition.send(**facts, product=product)
    user_search.send(**facts, query="celadon", session=request.session)


def test_behaviour_of_a_visitor_who_agreed_is_noted(client, request_of):
    visitor, product = VisitorFactory(), ProductFactory()
    carry(client, visitor=visitor)

    send_all(request_of(), product)

    rows = Interaction.objects.order_by("pk").values_list("kind", "visitor", "product", "query")
    assert list(rows) == [
        ("view", visitor.pk, product.pk, ""),
        ("basket", visitor.pk, product.pk, ""),
        ("search", visitor.pk, None, "celadon"),
    ]


@pytest.mark.parametrize("granted", [None, False])
def test_behaviour_without_a_yes_is_not_noted(client, request_of, granted, django_assert_num_queries):
    if granted is False:
        carry(client, granted=False)
    request, product = request_of(), ProductFactory()

    with django_assert_num_queries(0):
        send_all(request, product)

    assert not Interaction.objects.exists()


def test_login_leaves_the_browsers_new_state_on_the_request(client, request_of):
    user, visitor = UserFactory(), VisitorFactory()
    carry(client, visitor=visitor)
    request = request_of()

    login(request, user, backend="shop.user.backends.AccountBackend")

    assert request.browser_state.visitor_key == visitor.key
    visitor.refresh_from_db()
    assert visitor.user == user


def test_consent_that_cannot_be_settled_keeps_nobody_from_logging_in(client, request_of, monkeypatch):
    carry(client, visitor=VisitorFactory())
    request, user = request_of(), UserFactory()
    monkeypatch.setattr(Visitor.objects, "filter", _refuse)

    login(request, user, backend="django.contrib.auth.backends.ModelBackend")

    assert request.user == user
    assert request.browser_state == BrowserState(choice=None, visitor_key=None)


def _refuse(*_args, **_kwargs):
    raise OperationalError("database is locked")


def test_searched_words_are_noted_without_what_no_database_takes(client, request_of):
    carry(client, visitor=VisitorFactory())
    request = request_of()

    for query in ("\x00", "cel\x00adon"):
        user_search.send(sender=None, user=request.user, query=query, session=None, request=request)

    assert list(Interaction.objects.values_list("query", flat=True)) == ["celadon"]


def test_logout_leaves_nothing_on_the_browser(client, request_of):
    request = request_of()
    request.user = UserFactory()

    logout(request)

    assert request.browser_state == BrowserState(choice=None, visitor_key=None)
