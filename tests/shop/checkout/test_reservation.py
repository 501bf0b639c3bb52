"""A guest at the review holds the last piece; whichever way they log in, it stays theirs."""

import pytest
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import EmailAddress, Login
from allauth.core import context
from django.conf import settings
from django.contrib.messages.storage import default_storage
from django.test import RequestFactory
from django.urls import reverse

from shop.stock.models import Reservation
from tests.shop.checkout.walk import walk_to_review
from tests.shop.factories import ProductFactory, UserFactory
from tests.shop.user.passkeys import Passkey

PASSWORD = "glaze-and-fire-2026"
pytestmark = pytest.mark.django_db


def by_password(client, user):
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, secure=True)


def by_passkey(client, user):
    Passkey(user).log_in(client)


def by_another_service(client, user):
    """Through the door of allauth that every provider's log-in ends in; the shop has no provider yet."""
    request = RequestFactory().get("/", secure=True)
    request.session, request.user = client.session, user
    request._messages = default_storage(request)
    with context.request_context(request):
        perform_login(request, Login(user=user, email=user.email))
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key


@pytest.mark.parametrize("log_in", [by_password, by_passkey, by_another_service])
def test_last_piece_stays_reserved_for_whoever_logs_in(client, log_in):
    user = UserFactory(email="mei@example.com", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    product = ProductFactory(num_in_stock=1)
    walk_to_review(client, product)
    assert Reservation.objects.get().basket.owner is None

    log_in(client, user)
    page = client.get(reverse("basket:summary"), secure=True)

    assert (page.wsgi_request.user, page.wsgi_request.basket.num_items) == (user, 1)
    held = Reservation.objects.get()
    assert (held.basket_id, held.basket.owner) == (page.wsgi_request.basket.pk, user)
    assert [line.quantity for line in held.lines.all()] == [1]
    assert product.stockrecords.get().num_reserved == 1
