"""Columns of back-office lists that Wagtail does not have."""

from typing import Any

from wagtail.admin.ui.tables import Column

from shop.configuration.queries import shop_currency


class MoneyColumn(Column):
    """An amount in its currency, in figures of equal width; `currency` names the attribute that holds it.

    Without `currency` the amount is in the shop's own.
    """

    cell_template_name = "backoffice/money_cell.html"

    def __init__(self, name: str, *, currency: str = "", **kwargs: Any) -> None:
        super().__init__(name, classname="numeric", **kwargs)
        self.currency = currency

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the currency to what the cell knows."""
        context = super().get_cell_context_data(instance, parent_context)
        own = getattr(instance, self.currency) if self.currency else shop_currency()
        return {**context, "currency": own}
