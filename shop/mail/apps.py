"""The `mail` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Transactional mail."""

    name = "shop.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Listen to what mail providers report."""
        from shop.mail import receivers
