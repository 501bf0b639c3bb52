"""The `store_credit` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoreCreditConfig(AppConfig):
    """Store credit: a double-entry ledger that refunds pay into and checkout spends."""

    name = "shop.store_credit"
    label = "store_credit"
    verbose_name = _("Store credit")
