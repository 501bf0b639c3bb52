"""The `store_credit` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only
from shop.store_credit.balanced import keep_balanced


class StoreCreditConfig(AppConfig):
    """Store credit: a double-entry ledger that refunds pay into and checkout spends."""

    name = "shop.store_credit"
    label = "store_credit"
    verbose_name = _("Store credit")

    def ready(self) -> None:
        """Let orders be paid with it; protect what was posted."""
        from shop.store_credit import methods, receivers

        keep_balanced(self)
        keep_append_only(
            self,
            Protection(table="store_credit_ledgerentry"),
            # Who and why can be erased with a person.
            Protection(table="store_credit_transfer", columns=("key", "kind", "currency", "created_at")),
        )
