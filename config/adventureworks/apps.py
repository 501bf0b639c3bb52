"""The `adventureworks` app: it has no tables, it has a command."""

from django.apps import AppConfig


class AdventureWorksConfig(AppConfig):
    """Reads Microsoft's sample company into this shop (docs/data.md)."""

    name = "config.adventureworks"
