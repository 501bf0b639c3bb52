"""The `trade_credit` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TradeCreditConfig(AppConfig):
    """What companies may owe: limits, terms, due dates, statements."""

    name = "shop.trade_credit"
    label = "trade_credit"
    verbose_name = _("Trade credit")
