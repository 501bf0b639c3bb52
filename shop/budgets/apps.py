"""The `budgets` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only


class BudgetsConfig(AppConfig):
    """What a company's people may spend in a period."""

    name = "shop.budgets"
    label = "budgets"
    verbose_name = _("Budgets")

    def ready(self) -> None:
        """Watch over orders, hear what becomes of them; protect what was entered."""
        from shop.budgets import company_permissions, guards, mail, menu, panels, subscribers

        keep_append_only(
            self,
            Protection(
                table="budgets_budgetentry",
                columns=("period_id", "kind", "amount", "order_id", "key", "created_at"),
            ),
        )
