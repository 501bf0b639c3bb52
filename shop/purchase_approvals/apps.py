"""The `purchase_approvals` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only


class PurchaseApprovalsConfig(AppConfig):
    """Orders that somebody of the buyer's company has to approve."""

    name = "shop.purchase_approvals"
    label = "purchase_approvals"
    verbose_name = _("Purchase approvals")

    def ready(self) -> None:
        """Know the permissions, pages, mails and panels; protect what was noted."""
        from shop.purchase_approvals import company_permissions, mail, menu, panels, subscribers

        keep_append_only(
            self,
            Protection(
                table="purchase_approvals_requesthistory",
                columns=("request_id", "kind", "at", "level", "total", "approver_id"),
            ),
        )
