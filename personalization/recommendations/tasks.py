"""The worker's side of recommendations."""

import logging

from celery import shared_task
from django.utils import timezone

from personalization.recommendations import training_run
from personalization.recommendations.services import AlreadyTrainingError
from shop.user.models import User

logger = logging.getLogger(__name__)


@shared_task
def train(by: int | None = None) -> None:
    """Train on the shop's orders, nightly or when staff ask for it; nothing where one training runs already.

    A shop without orders has nothing to learn from and keeps what pages show without a model.
    """
    user = User.objects.filter(pk=by).first() if by else None
    try:
        training_run.train_model(now=timezone.now(), by=user)
    except AlreadyTrainingError:
        logger.info("A training of recommendations runs already.")
    except training_run.NothingToLearnError:
        logger.info("There are no orders to train recommendations on.")
