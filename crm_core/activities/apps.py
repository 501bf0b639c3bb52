"""The `activities` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    """To-dos, calls and meetings that are to come: who does what by when, and why."""

    name = "crm_core.activities"
    label = "activities"
    verbose_name = _("Activities")

    def ready(self) -> None:
        from crm_core.activities import (
            access,
            erasure,
            export,
            figures,
            filters,
            mention_mail,
            mentions,
            merging,
            panels,
            planning,
            receivables,
            reminders,
            rep_messages,
        )
