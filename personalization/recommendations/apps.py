"""The `recommendations` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    """What to offer to this visitor, and why."""

    name = "personalization.recommendations"
    label = "recommendations"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        from personalization.recommendations import erasure, export, receivers, subscribers
