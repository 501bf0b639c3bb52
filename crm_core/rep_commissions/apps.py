"""The `rep_commissions` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only


class RepCommissionsConfig(AppConfig):
    """What representatives earn by their plan, with statement and approval."""

    name = "crm_core.rep_commissions"
    label = "rep_commissions"
    verbose_name = _("Commissions of representatives")

    def ready(self) -> None:
        """Hear of orders' money; protect what was credited."""
        from crm_core.rep_commissions import access, erasure, merging, subscribers

        keep_append_only(
            self,
            Protection(table="rep_commissions_credit"),
            Protection(table="rep_commissions_ordershare"),
        )
