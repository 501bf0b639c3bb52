"""The `trade_credit` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only


class TradeCreditConfig(AppConfig):
    """What companies may owe: limits, terms, due dates, statements."""

    name = "shop.trade_credit"
    label = "trade_credit"
    verbose_name = _("Trade credit")

    def ready(self) -> None:
        """Hear of orders and money; protect what was posted."""
        from shop.trade_credit import company_permissions, joining, mail, menu, subscribers

        keep_append_only(
            self,
            Protection(
                table="trade_credit_creditentry",
                # Who can be erased with a person.
                columns=("account_id", "kind", "amount", "used_after", "limit_after", "order_id", "key"),
            ),
        )
