"""The `budgets` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    """What a company's people may spend in a period."""

    name = "shop.budgets"
    label = "budgets"
    verbose_name = _("Budgets")
