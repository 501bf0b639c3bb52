"""Withdrawn consent, an ended account, erasure and the copy of one's data."""

import pytest
from django.utils import timezone

from personalization.interactions.services import refuse_consent
from personalization.recommendations.erasure import erase_recommendations
from personalization.recommendations.export import recommendations
from personalization.recommendations.models import Dismissal, RecommendationRow
from shop.privacy.erasure.person import Person
from tests.personalization.factories import VisitorFactory
from tests.personalization.recommendations.factories import ModelFactory, agreed_account, row
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_who_withdraws_is_forgotten_and_nobody_else(django_capture_on_commit_callbacks):
    user, other = agreed_account(), agreed_account()
    model = ModelFactory()
    for somebody in (user, other):
        row(model, "new", [ProductFactory()], user=somebody)
        Dismissal.objects.create(user=somebody, product=ProductFactory())

    with django_capture_on_commit_callbacks(execute=True):
        refuse_consent(visitor_key=None, user=user, source="preferences", now=timezone.now())

    assert RecommendationRow.objects.get().user == other
    assert Dismissal.objects.get().user == other


def test_an_erased_person_leaves_no_list_and_no_dismissal():
    user, visitor = UserFactory(), VisitorFactory()
    visitor.user = user
    visitor.save()
    row(ModelFactory(), "new", [ProductFactory()], user=user)
    Dismissal.objects.create(user=user, product=ProductFactory())
    Dismissal.objects.create(visitor=visitor, product=ProductFactory())

    assert erase_recommendations(Person(users={user.pk})) == 3
    assert not RecommendationRow.objects.exists()
    assert not Dismissal.objects.exists()


def test_the_copy_of_ones_data_names_each_product():
    user = UserFactory()
    cup, tea = ProductFactory(title="Cup"), ProductFactory(title="Tea")
    row(ModelFactory(), "again", [cup], user=user)
    Dismissal.objects.create(user=user, product=tea)

    first, second = recommendations(user)

    assert first == {"list": "again", "place": 1, "product": "Cup"}
    assert (second["list"], second["product"]) == ("dismissed", "Tea")
