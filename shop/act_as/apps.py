"""The `act_as` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only


class ActAsConfig(AppConfig):
    """Staff in the shop on behalf of a buyer, with reason, banner and log."""

    name = "shop.act_as"
    label = "act_as"
    verbose_name = _("Acting for customers")

    def ready(self) -> None:
        """Load what registers itself, and keep what was noted as it was."""
        from shop.act_as import panels, placement, receivers

        kept = ("id", "staff_id", "user_id", "company_id", "reason", "started_at", "expires_at")
        keep_append_only(
            self,
            Protection(table="act_as_actassession", columns=kept),
            Protection(table="act_as_actasentry"),
        )
