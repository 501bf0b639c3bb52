"""The staff's pages: models and their measurements, training, promotion, rollback, preview."""

import pytest
from django.urls import reverse

from personalization.recommendations.facts import QUOTE
from personalization.recommendations.models import Dismissal, RecommendationModel
from tests.crm_core.factories import staff_with
from tests.personalization.recommendations.factories import ModelFactory, agreed_account, row
from tests.shop.catalogue_visibility.factories import hide
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
State = RecommendationModel.State
LIST, TRAIN, PREVIEW = "/cms/recommendations/", "/cms/recommendations/train/", "/cms/recommendations/preview/"
RIGHTS = ("view_recommendationmodel", "manage_recommendationmodel")


@pytest.fixture
def office(client):
    """The browser of somebody who may do everything here."""
    rights = [f"recommendations.{right}" for right in RIGHTS]
    client.force_login(staff_with(*rights, "customers.view_customer"))
    return client


def page_of(model):
    return reverse("recommendation_models:inspect", args=[model.pk])


def with_rows(**fields):
    model = ModelFactory(**fields)
    row(model, "together", [ProductFactory()], beside=ProductFactory())
    return model


def state_of(model):
    model.refresh_from_db()
    return model.state


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_with_one_and_with_three_models(
    office, number, django_assert_max_num_queries
):
    ModelFactory.create_batch(number, state=State.RETIRED)
    office.get(LIST)

    with django_assert_max_num_queries(14):
        page = office.get(LIST).content.decode()

    assert page.count("0.300") == 3 * number
    assert "Train now" in page


def test_a_page_tells_the_measurements_beside_plain_counts_and_the_live_model(office):
    ModelFactory()
    page = office.get(page_of(with_rows(state=State.CANDIDATE))).content.decode()

    for words in ("Measured", "learned ranker", "Live model", "50.0 %", "Put live"):
        assert words in page


def test_staff_put_a_candidate_live_and_roll_it_back(office):
    before, after = with_rows(), with_rows(state=State.CANDIDATE)

    office.post(page_of(after), {"action": "promote"})
    assert (state_of(before), state_of(after)) == (State.RETIRED, State.LIVE)

    office.post(page_of(after), {"action": "roll_back"})
    assert (state_of(before), state_of(after)) == (State.LIVE, State.RETIRED)


def test_what_cannot_be_is_told_and_changes_nothing(office):
    live = with_rows()

    for action in ("promote", "roll_back", "else"):
        office.post(page_of(live), {"action": action})

    page = office.get(LIST).content.decode()
    assert state_of(live) == State.LIVE
    assert "cannot be put live" in page
    assert "no earlier model" in page


def test_a_training_is_asked_about_and_then_run_by_a_worker(office, django_capture_on_commit_callbacks):
    OrderFactory(lines=ProductFactory.create_batch(2))
    assert office.get(TRAIN).status_code == 200
    assert not RecommendationModel.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(TRAIN)

    assert answer.url == LIST
    assert RecommendationModel.objects.get().by is not None


def test_one_that_runs_is_told(office):
    ModelFactory(state=State.TRAINING, trained_at=None)

    assert "still runs" in office.get(TRAIN).content.decode()


def test_who_may_only_look_changes_nothing(client):
    client.force_login(staff_with("recommendations.view_recommendationmodel"))
    model = with_rows(state=State.CANDIDATE)

    assert client.get(page_of(model)).status_code == 200
    assert client.post(page_of(model), {"action": "promote"}).status_code == 403
    assert client.post(TRAIN).status_code == 403
    assert client.get(PREVIEW).status_code == 403  # whose purchases it tells they may not see
    assert state_of(model) == State.CANDIDATE


def test_the_preview_tells_why_each_product_is_there_and_why_not(office):
    user = agreed_account(email="ada@example.com")
    cup, tea, gone, secret = (
        ProductFactory(title="Cup"),
        ProductFactory(title="Tea"),
        ProductFactory(title="Vase", num_in_stock=0),
        ProductFactory(title="Secret"),
    )
    model = ModelFactory()
    row(model, "again", [cup], user=user, reason=QUOTE)
    row(model, "new", [tea, gone, secret], user=user)
    hide(secret)
    Dismissal.objects.create(user=user, product=tea)

    page = office.get(PREVIEW, {"email": "ada@example.com"}).content.decode()

    for words in ("On an open quote", "Bought by others", "of no interest", "out of stock", "hidden from"):
        assert words in page
    assert "Secret" not in page


def test_the_preview_says_when_there_is_nothing_and_nobody(office):
    agreed_account(email="ada@example.com")

    assert "no lists of its own" in office.get(PREVIEW, {"email": "ada@example.com"}).content.decode()
    nobody = office.get(PREVIEW, {"email": "x@example.com"})
    assert nobody.status_code == 422
    assert 'value="x@example.com"' in nobody.content.decode()
