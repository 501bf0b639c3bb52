import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.urls import reverse
from django.utils import timezone

from shop.basket.merging import merge_baskets
from shop.basket.models import Basket, Line
from shop.partner.exceptions import OutOfStock
from shop.stock.models import Reservation
from shop.stock.services import reserve
from shop.user.models import User
from tests.shop.checkout.walk import fill_basket, url, walk_to_review
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory
from tests.shop.stock.factories import totals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "glaze-and-fire-2026"


def test_guests_basket_becomes_the_users_who_had_none():
    user, guest = UserFactory(), BasketFactory(lines=[(ProductFactory(), 2)])

    basket, pieces = merge_baskets(user, guest)

    assert (basket, pieces) == (guest, 2)
    assert (Basket.objects.get().owner, Basket.objects.get().status) == (user, Basket.OPEN)


def test_baskets_of_two_devices_become_one():
    user, product = UserFactory(), ProductFactory()
    first = BasketFactory(owner=user, lines=[(product, 3)])
    second = BasketFactory(owner=user, lines=[product, ProductFactory()])

    basket, pieces = merge_baskets(user)

    assert (basket, pieces, basket.num_items) == (first, 2, 4)
    second.refresh_from_db()
    assert second.status == Basket.MERGED


@pytest.mark.parametrize("status", [Basket.SUBMITTED, Basket.MERGED, Basket.FROZEN])
def test_what_was_ordered_or_joined_meanwhile_stays_as_it_is(status):
    user, guest = UserFactory(), BasketFactory(lines=[ProductFactory()])
    Basket.objects.filter(pk=guest.pk).update(status=status)

    basket, pieces = merge_baskets(user, guest)

    assert (basket.pk, basket.owner, pieces) == (None, user, 0)
    guest.refresh_from_db()
    assert (guest.status, guest.owner) == (status, None)


def test_somebody_elses_basket_is_not_taken():
    theirs = BasketFactory(owner=UserFactory(), lines=[ProductFactory()])

    basket, pieces = merge_baskets(UserFactory(), theirs)

    assert (basket.pk, pieces) == (None, 0)
    assert Line.objects.get().basket == theirs


@pytest.mark.parametrize("has_basket", [True, False])
def test_last_piece_stays_reserved_at_log_in(client, has_basket):
    user, last = UserFactory(), ProductFactory(num_in_stock=1)
    if has_basket:
        BasketFactory(owner=user, lines=[ProductFactory()])
    walk_to_review(client, last)

    client.force_login(user)
    client.get("/shop/basket/")

    assert totals(last) == (1, 0, 1)
    assert Reservation.objects.get().basket == Basket.open.get(owner=user)
    with pytest.raises(OutOfStock):
        reserve(BasketFactory(lines=[last]), until=timezone.now() + timedelta(minutes=5))
    assert client.get(url("shipping-address")).status_code == 200


def test_cookie_of_a_joined_basket_opens_nothing(client):
    user = UserFactory()
    fill_basket(client, ProductFactory())
    kept = client.cookies["oscar_open_basket"].value
    client.force_login(user)
    client.get("/shop/basket/")
    client.logout()

    client.cookies["oscar_open_basket"] = kept
    page = client.get("/shop/basket/")

    assert page.context["summary"].pieces == 0
    assert Basket.open.get().owner == user


@pytest.mark.parametrize("has_basket", [True, False])
def test_other_peoples_baskets_stay_theirs(has_basket):
    user = UserFactory()
    own = [BasketFactory(owner=user, lines=[ProductFactory()])] if has_basket else []
    guest = BasketFactory(lines=[(ProductFactory(), 2)])
    others = [
        BasketFactory(lines=[ProductFactory()]),
        BasketFactory(owner=UserFactory(), lines=[ProductFactory()]),
    ]
    before = [(one.owner, one.status, one.num_items) for one in others]

    basket, pieces = merge_baskets(user, guest)

    assert (basket, pieces) == ((own or [guest])[0], 2)
    after = [Basket.objects.get(pk=one.pk) for one in others]
    assert [(one.owner, one.status, one.lines.get().quantity) for one in after] == before


def holds_last(last, user=None):
    """Tell whether the last piece is held by the one open basket that has it, whose owner is `user`."""
    baskets = Basket.open.filter(lines__product=last, owner=user)
    return totals(last) == (1, 0, 1) and Reservation.objects.filter(basket__in=baskets).count() == 1


def confirmed(email):
    user = UserFactory(email=email, password=PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_last_piece_stays_reserved_through_sign_up_in_mid_checkout(client, letters):
    last = ProductFactory(num_in_stock=1)
    walk_to_review(client, last)

    answers = {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    client.post(f"{reverse('account_signup')}?next={url('preview')}", answers)
    assert holds_last(last)
    path = re.search(r"https?://[^/]+(/\S*confirm-email\S+)", letters()[-1].body)[1]
    assert client.post(path).status_code == 302

    assert client.get(url("preview")).status_code == 200
    assert holds_last(last, User.objects.get(email="new@example.com"))


def test_last_piece_stays_reserved_while_the_second_factor_is_asked(client):
    last, user = ProductFactory(num_in_stock=1), confirmed("mei@example.com")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    walk_to_review(client, last)

    asked = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert asked["Location"] == reverse("mfa_authenticate")
    client.get(asked["Location"])
    assert holds_last(last)
    counter = int(time.time()) // 30
    client.post(reverse("mfa_authenticate"), {"code": format_hotp_value(hotp_value(secret, counter))})

    assert client.get(url("preview")).status_code == 200
    assert holds_last(last, user)


@pytest.mark.parametrize("is_held_there", [True, False])
def test_last_piece_that_the_account_has_in_its_basket_too_is_held_once(client, is_held_there):
    last, user = ProductFactory(num_in_stock=1), confirmed("mei@example.com")
    other = ProductFactory(num_in_stock=1)
    theirs = BasketFactory(owner=user, lines=[other, last])
    walk_to_review(client, last)
    if is_held_there:
        theirs.lines.filter(product=last).delete()
        reserve(theirs, until=timezone.now() + timedelta(minutes=5))

    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.get(url("preview"))

    assert holds_last(last, user)
    assert Basket.open.get(owner=user).lines.filter(product=last).get().quantity == 1
    assert not is_held_there or totals(other) == (1, 0, 1)
