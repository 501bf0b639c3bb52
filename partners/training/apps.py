"""The `partner_training` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """Training: courses, quizzes, certificates that expire, and what a certificate is needed for."""

    name = "partners.training"
    label = "partner_training"
    verbose_name = _("Partner training")

    def ready(self) -> None:
        from partners.training import (
            audit,
            cards,
            company_permissions,
            digests,
            erasure,
            mail,
            menu,
            requirements,
            tier_criteria,
        )
