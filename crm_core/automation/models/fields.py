"""Fields that several models have."""

from typing import cast

from django.conf import settings
from django.db import models
from django.utils.functional import Promise


def staff(name: str | Promise) -> models.ForeignKey:
    """Make a field that names a colleague, and stays empty once they are gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=cast("str", name),
    )
