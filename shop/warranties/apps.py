"""The `warranties` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WarrantiesConfig(AppConfig):
    """Warranties, serial numbers and repairs."""

    name = "shop.warranties"
    label = "warranties"
    verbose_name = _("Warranties")

    def ready(self) -> None:
        """Load what registers itself."""
        from shop.warranties import access, mail, subscribers
        from shop.warranties.office import figures, serials
