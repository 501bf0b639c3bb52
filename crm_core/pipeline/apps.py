"""The `pipeline` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PipelineConfig(AppConfig):
    """Deals on their way through the stages of a pipeline."""

    name = "crm_core.pipeline"
    label = "pipeline"
    verbose_name = _("Pipeline")

    def ready(self) -> None:
        from crm_core.pipeline import (
            access,
            activities,
            approvals,
            automation,
            automation_actions,
            customer_page,
            erasure,
            export,
            figures,
            indexes,
            merging,
            receivers,
            search_provider,
            sequences,
            subscribers,
            timeline,
        )
