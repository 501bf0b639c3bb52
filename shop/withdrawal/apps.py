"""The `withdrawal` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WithdrawalConfig(AppConfig):
    """Withdrawing from a contract (Directive (EU) 2023/2673)."""

    name = "shop.withdrawal"
    label = "withdrawal"
    verbose_name = _("Withdrawals")
