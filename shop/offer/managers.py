"""Oscar's managers; "active" is what can be had."""

from django.db import models
from django.utils import timezone

from shop.offer.availability import available_at


class ActiveOfferManager(models.Manager):
    """The offers that can be had now."""

    def get_queryset(self) -> models.QuerySet:
        """Ask the one predicate."""
        return super().get_queryset().filter(available_at(timezone.now()))
