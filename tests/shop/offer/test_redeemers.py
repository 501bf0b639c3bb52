"""Whose orders count with whom."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from shop.offer.redeemers import Redeemer
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


def account(email, *, confirmed=(), claimed=()):
    user = UserFactory(email=email)
    for address in (*confirmed, *claimed):
        EmailAddress.objects.create(user=user, email=address, verified=address in confirmed)
    return user


def by(user=None, email="", **fields):
    return OrderFactory(user=user, guest_email=email, **fields)


def test_an_account_is_one_and_everybody_else_the_address_they_gave():
    user = UserFactory()

    assert Redeemer.of(user, email="li@example.com") == Redeemer(user=user)
    assert [Redeemer.of(nobody, email=" Li@Example.com ") for nobody in (None, AnonymousUser())] == [
        Redeemer(email="li@example.com")
    ] * 2


def test_with_an_account_count_its_orders_and_those_of_its_own_and_confirmed_addresses():
    ada = account("Ada@example.com", confirmed=["ada@work.example"], claimed=["bo@example.com"])
    bo = account("bo@home.example", confirmed=["bo@example.com"])
    theirs = [by(ada), by(email="ada@example.com"), by(email="Ada@work.example")]
    by(ada, status="Cancelled")
    by(bo)
    by(email="bo@example.com")

    assert list(Redeemer.of(ada).live_orders().order_by("pk")) == theirs


def test_with_a_guest_count_the_orders_of_the_accounts_that_own_or_confirmed_the_address():
    owner = account("Ada@example.com")
    confirmed = account("work@example.com", confirmed=["ADA@example.com"])
    claimed = account("bo@example.com", claimed=["ada@Example.com"], confirmed=["bo@work.example"])
    theirs = [by(owner), by(confirmed), by(email="Ada@Example.com")]
    by(claimed)
    by(email="bo@example.com")

    assert list(Redeemer.of(None, email="ada@example.com").live_orders().order_by("pk")) == theirs


def test_of_somebody_unknown_nothing_is_counted():
    by(email="")
    by(UserFactory())

    assert list(Redeemer.of(None).live_orders()) == []
