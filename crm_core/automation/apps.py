"""The `automation` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AutomationConfig(AppConfig):
    """Rules that act on what happened: triggers, conditions, actions, versions and their log."""

    name = "crm_core.automation"
    label = "automation"
    verbose_name = _("Automation")

    def ready(self) -> None:
        from crm_core.automation import (
            defaults,
            erasure,
            export,
            merging,
            panels,
            reasons,
            subscribers,
            tasks,
        )
        from crm_core.automation.defaults import (
            case_fields,
            customer_fields,
            flow_actions,
            reach_actions,
            subjects,
            triggers,
            work_actions,
        )
