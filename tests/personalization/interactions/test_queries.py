from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from personalization.interactions.queries import Profile, interactions_of, profile_of
from tests.personalization.factories import ViewFactory, VisitorFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_stranger_has_no_profile_and_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert profile_of(None) is None


def test_visitor_who_withdrew_has_no_profile():
    assert profile_of(uuid4()) is None


def test_guest_is_known_by_what_their_own_order_said():
    visitor = VisitorFactory(first_name="Mei")

    assert profile_of(visitor.key, user=AnonymousUser()) == Profile(
        visitor_id=visitor.pk, user_id=None, first_name="Mei"
    )


def test_user_is_called_by_the_name_of_the_account():
    user = UserFactory(first_name="Ada")
    visitor = VisitorFactory(user=user, first_name="Mei")

    assert profile_of(visitor.key, user=user) == Profile(
        visitor_id=visitor.pk, user_id=user.pk, first_name="Ada"
    )


def test_another_accounts_visitor_is_nobody_to_this_user():
    visitor = VisitorFactory(user=UserFactory())

    assert profile_of(visitor.key, user=UserFactory()) is None


def test_user_sees_all_devices_and_a_logged_out_browser_only_itself():
    user = UserFactory()
    here, there = VisitorFactory(user=user), VisitorFactory(user=user)
    mine = ViewFactory(visitor=here, user=user)
    elsewhere = ViewFactory(visitor=there, user=user)
    ViewFactory()

    assert set(interactions_of(profile_of(here.key, user=user))) == {mine, elsewhere}
    assert set(interactions_of(profile_of(here.key, user=AnonymousUser()))) == {mine}
