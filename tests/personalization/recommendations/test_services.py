from datetime import timedelta

import pytest
from django.utils import timezone

from personalization.interactions.queries import Profile
from personalization.recommendations import services
from personalization.recommendations.models import Dismissal, RecommendationModel, RecommendationRow
from personalization.recommendations.services import (
    AlreadyTrainingError,
    NotPromotableError,
    begin_training,
    dismiss,
    forget_account,
    forget_old_rows,
    is_not_worse,
    promote,
    roll_back,
)
from tests.personalization.factories import VisitorFactory
from tests.personalization.recommendations.factories import METRIC, METRICS, ModelFactory, row
from tests.shop.factories import ParentProductFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
State = RecommendationModel.State


def with_rows(**fields):
    model = ModelFactory(**fields)
    row(model, "together", [ProductFactory()], beside=ProductFactory())
    return model


def state_of(model):
    model.refresh_from_db()
    return model.state


def test_one_training_runs_at_a_time():
    begin_training(now=timezone.now())

    with pytest.raises(AlreadyTrainingError):
        begin_training(now=timezone.now())

    assert RecommendationModel.objects.count() == 1


def test_a_training_whose_worker_died_stops_no_other():
    dead = begin_training(now=timezone.now() - timedelta(hours=4))

    begin_training(now=timezone.now())

    assert state_of(dead) == State.FAILED


def test_the_promoted_model_replaces_the_live_one_and_can_be_rolled_back():
    before, after = with_rows(), with_rows(state=State.CANDIDATE)

    promote(after, now=timezone.now())
    assert (state_of(before), state_of(after)) == (State.RETIRED, State.LIVE)

    assert roll_back(now=timezone.now()) == before
    assert (state_of(before), state_of(after)) == (State.LIVE, State.RETIRED)


@pytest.mark.parametrize("state", [State.LIVE, State.FAILED])
def test_only_what_was_trained_and_is_not_live_is_promoted(state):
    model = with_rows(state=state)

    with pytest.raises(NotPromotableError):
        promote(model, now=timezone.now())

    assert state_of(model) == state


def test_a_model_without_rows_is_not_put_back():
    ModelFactory(state=State.RETIRED)

    with pytest.raises(NotPromotableError):
        roll_back(now=timezone.now())


@pytest.mark.parametrize(
    ("ndcg", "cases", "expected"), [(0.3, 100, True), (0.29, 100, True), (0.2, 100, False), (0.2, 5, True)]
)
def test_a_model_is_compared_list_by_list(ndcg, cases, expected):
    live = ModelFactory.build()
    changed = METRICS | {"new": METRIC | {"ndcg": ndcg, "cases": cases}}

    assert is_not_worse(ModelFactory.build(metrics=changed), live) is expected


def test_rows_of_the_live_model_the_last_candidate_and_three_retired_ones_are_kept():
    now = timezone.now()
    retired = [with_rows(state=State.RETIRED, live_at=now - timedelta(days=ago)) for ago in range(5)]
    candidates = [with_rows(state=State.CANDIDATE) for _ in range(2)]
    live = with_rows()

    assert forget_old_rows() == 3

    kept = set(RecommendationRow.objects.values_list("model", flat=True))
    assert kept == {live.pk, candidates[1].pk, *(one.pk for one in retired[: services.KEPT])}


def test_a_dismissed_variant_takes_its_family_along_once():
    parent = ParentProductFactory()
    variant = ProductFactory(structure="child", parent=parent, product_class=None)
    user = UserFactory()
    profile = Profile(visitor_id=VisitorFactory(user=user).pk, user_id=user.pk, first_name="")

    dismiss(variant, profile)
    dismiss(parent, profile)

    assert set(Dismissal.objects.values_list("product", "user", "visitor")) == {
        (pk, user.pk, None) for pk in services.family_of(parent)
    }
    assert {parent.pk, variant.pk} <= set(services.family_of(parent))


def test_a_visitor_without_an_account_dismisses_for_this_browser_and_it_goes_with_it():
    visitor = VisitorFactory()
    dismiss(ProductFactory(), Profile(visitor_id=visitor.pk, user_id=None, first_name=""))
    assert Dismissal.objects.get().visitor == visitor

    visitor.delete()

    assert not Dismissal.objects.exists()


def test_an_account_is_forgotten_in_every_model():
    user, other = UserFactory(), UserFactory()
    for model in (ModelFactory(), ModelFactory(state=State.RETIRED)):
        for somebody in (user, other):
            row(model, "new", [ProductFactory()], user=somebody)
    Dismissal.objects.create(user=user, product=ProductFactory())

    assert forget_account(user.pk) == 3
    assert set(RecommendationRow.objects.values_list("user", flat=True)) == {other.pk}
