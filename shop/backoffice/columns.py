"""Columns of back-office lists that Wagtail does not have."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import Column

from shop.configuration.queries import shop_currency
from shop.countries import country_name


class MoneyColumn(Column):
    """An amount in its currency, in figures of equal width; `currency` names the attribute that holds it.

    Without `currency` the amount is in the shop's own.
    """

    cell_template_name = "backoffice/money_cell.html"

    def __init__(self, name: str, *, currency: str = "", **kwargs: object) -> None:
        super().__init__(name, classname="numeric", **kwargs)
        self.currency = currency

    def get_cell_context_data(
        self, instance: Model, parent_context: Mapping[str, object]
    ) -> dict[str, object]:
        """Add the currency to what the cell knows."""
        context = super().get_cell_context_data(instance, parent_context)
        own = getattr(instance, self.currency) if self.currency else shop_currency()
        return {**context, "currency": own}


class PercentColumn(Column):
    """A share in per cent, without decimals that say nothing: 8% and 7.5%."""

    def __init__(self, name: str, **kwargs: object) -> None:
        super().__init__(name, classname="numeric num", **kwargs)

    def get_value(self, instance: Model) -> str:
        """Write the share; nothing where there is none."""
        share = super().get_value(instance)
        return "" if share is None else f"{share.normalize():f}%"


class CountryColumn(Column):
    """A country by the name that the reader knows."""

    def get_value(self, instance: Model) -> str:
        """Write the name; nothing where there is none."""
        country = super().get_value(instance)
        return country_name(country) if country else ""


class DayColumn(Column):
    """A day as a date, where how long ago it was says nothing: a beginning or an end that may lie ahead."""

    def get_value(self, instance: Model) -> str:
        """Write a date, or the day of a moment in the shop's time zone; nothing where there is none."""
        day = super().get_value(instance)
        return date_format(localtime(day) if isinstance(day, datetime) else day, "DATE_FORMAT") if day else ""
