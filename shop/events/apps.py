"""The `events` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """The event log: facts written once, delivered at least once to each subscriber."""

    name = "shop.events"
    label = "events"
    verbose_name = _("Event log")

    def ready(self) -> None:
        from shop.events import tasks  # `nudge` names the task, so it has to be known
