"""A training on the shop's own orders."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from personalization.recommendations import tasks
from personalization.recommendations.models import Dismissal, RecommendationModel, RecommendationRow
from personalization.recommendations.order_lines import order_lines
from personalization.recommendations.served import ids_beside, lists_of
from personalization.recommendations.training_run import NothingToLearnError, train_model
from shop.order_statuses import CANCELLED
from tests.personalization.recommendations.factories import METRIC, ModelFactory, agreed_account, row
from tests.shop.factories import OrderFactory, ParentProductFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
State = RecommendationModel.State
NOW = timezone.now()


def order(user, *products, days_ago=1, **fields):
    return OrderFactory(user=user, lines=list(products), date_placed=NOW - timedelta(days=days_ago), **fields)


def ids(entries):
    return [entry.product_id for entry in entries]


def test_a_first_training_goes_live_with_lists_for_who_agreed():
    ada, bea = agreed_account(), UserFactory()
    cup, pot, tea = ProductFactory.create_batch(3)
    order(ada, cup, pot)
    order(bea, cup, tea)
    order(bea, cup, days_ago=5)

    model = train_model(now=NOW)

    assert model.state == State.LIVE
    assert model.lines == 5
    assert model.metrics["together"]["is_learned"] is False
    found = lists_of(ada.pk)
    assert set(ids(found["again"])) == {cup.pk, pot.pk}
    assert ids(found["new"]) == [tea.pk]
    assert lists_of(bea.pk) == {}  # who did not agree is recommended nothing
    assert ids_beside([pot.pk]) == [cup.pk]


def test_lists_hold_nothing_hidden_dismissed_cancelled_or_of_who_is_gone():
    ada = agreed_account()
    cup, draft, bowl, tea = ProductFactory.create_batch(4)
    order(ada, cup, draft, bowl)
    order(UserFactory(), bowl, tea)
    order(ada, tea, status=CANCELLED)
    draft.is_public = False
    draft.save()
    Dismissal.objects.create(user=ada, product=bowl)

    train_model(now=NOW)

    assert ids(lists_of(ada.pk)["again"]) == [cup.pk]
    assert ids(lists_of(ada.pk)["new"]) == [tea.pk]


def test_a_variant_counts_as_its_parent_and_is_offered_again_itself():
    ada, parent = agreed_account(), ParentProductFactory()
    variant = ProductFactory(structure="child", parent=parent, product_class=None)
    cup = ProductFactory()
    order(ada, variant, cup)

    train_model(now=NOW)

    assert set(ids(lists_of(ada.pk)["again"])) == {variant.pk, cup.pk}
    assert ids_beside([cup.pk]) == [parent.pk]


def test_what_next_to_nobody_buys_twice_is_durable():
    kiln, clay = ProductFactory(), ProductFactory()
    for number in range(5):
        user = UserFactory()
        order(user, kiln, clay, days_ago=30 + number)
        order(user, clay, days_ago=number + 1)

    assert order_lines(now=NOW).durable() == {kiln.pk}


def test_a_worse_model_waits_for_somebody_and_the_live_one_stays():
    live = ModelFactory(metrics={"again": METRIC | {"cases": 0}})
    row(live, "together", [ProductFactory()], beside=ProductFactory())
    order(agreed_account(), *ProductFactory.create_batch(2))
    assert train_model(now=NOW).state == State.LIVE  # nothing can be said against it

    RecommendationModel.objects.filter(state=State.LIVE).update(
        metrics={"again": METRIC | {"cases": 20, "ndcg": 1.0}}
    )
    for number in range(25):
        user, (one, other) = UserFactory(), ProductFactory.create_batch(2)
        order(user, one, days_ago=60 + number)
        order(user, other, days_ago=58)
        order(user, other, days_ago=5)
        order(user, one, days_ago=9)
    newest = train_model(now=NOW)

    assert newest.metrics["again"]["cases"] >= 20
    assert newest.metrics["again"]["ndcg"] < 0.95  # each took again what they had not had the longest
    assert newest.state == State.CANDIDATE


def test_a_shop_without_orders_says_so_and_the_task_takes_it():
    with pytest.raises(NothingToLearnError):
        train_model(now=NOW)
    tasks.train()

    assert set(RecommendationModel.objects.values_list("state", flat=True)) == {State.FAILED}
    assert not RecommendationRow.objects.exists()


def test_what_pages_import_loads_no_numpy():
    code = (
        "import django; django.setup(); "
        "import personalization.recommendations.views, personalization.recommendations.wagtail_hooks, "
        "sys; "
        "import personalization.recommendations.templatetags.recommendations_tags; "
        "sys.exit('numpy' in sys.modules or 'scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
