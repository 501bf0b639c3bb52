"""The `withdrawal` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WithdrawalConfig(AppConfig):
    """Withdrawing from a contract (Directive (EU) 2023/2673)."""

    name = "shop.withdrawal"
    label = "withdrawal"
    verbose_name = _("Withdrawals")

    def ready(self) -> None:
        """Load what registers itself, and keep the statements as they were made."""
        from shop.append_only import Protection, keep_append_only
        from shop.withdrawal import mail, subscribers

        keep_append_only(self, Protection(table="withdrawal_withdrawal"))
