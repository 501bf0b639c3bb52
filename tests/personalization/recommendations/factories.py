"""Models with rows, and accounts that agreed."""

import factory
from django.utils import timezone

from personalization.recommendations.models import RecommendationModel, RecommendationRow
from tests.personalization.factories import VisitorFactory, carry
from tests.shop.factories import UserFactory

METRIC = {"cases": 100, "recall": 0.2, "ndcg": 0.3, "coverage": 0.5, "is_learned": True}
METRICS = {kind: METRIC | {"plain_recall": 0.1, "plain_ndcg": 0.2} for kind in ("again", "new", "together")}


class ModelFactory(factory.django.DjangoModelFactory):
    """A model that pages show."""

    state = RecommendationModel.State.LIVE
    started_at = factory.LazyFunction(timezone.now)
    trained_at = factory.LazyFunction(timezone.now)
    live_at = factory.LazyFunction(timezone.now)
    lines = 1000
    metrics = factory.LazyFunction(lambda: METRICS)

    class Meta:
        model = RecommendationModel


def row(model, kind, products, *, user=None, beside=None, reason=""):
    """Have a model recommend some products, in this order."""
    entries = [[product.pk, float(len(products) - place), reason] for place, product in enumerate(products)]
    return RecommendationRow.objects.create(
        model=model, kind=kind, user=user, product=beside, entries=entries
    )


def agreed_account(client=None, **fields):
    """Make an account that agreed to be remembered; with a client, its browser."""
    user = UserFactory(**fields)
    visitor = VisitorFactory(user=user, first_name=user.first_name)
    if client is not None:
        client.force_login(user)
        carry(client, visitor=visitor)
    return user
