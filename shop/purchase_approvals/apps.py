"""The `purchase_approvals` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurchaseApprovalsConfig(AppConfig):
    """Orders that somebody of the buyer's company has to approve."""

    name = "shop.purchase_approvals"
    label = "purchase_approvals"
    verbose_name = _("Purchase approvals")
