"""The `notifications` app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Mails that need more than one slice."""

    name = "shop.notifications"

    def ready(self) -> None:
        from shop.notifications import order_mail, stock_mail, subscribers
