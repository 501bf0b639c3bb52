"""The `returns` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    """Returns and exchanges."""

    name = "shop.returns"
    label = "returns"
    verbose_name = _("Returns")

    def ready(self) -> None:
        """Load what registers itself."""
        from shop.returns import access, advice, mail, receivers, subscribers
        from shop.returns.office import figures
