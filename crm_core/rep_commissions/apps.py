"""The `rep_commissions` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepCommissionsConfig(AppConfig):
    """What representatives earn by their plan, with statement and approval."""

    name = "crm_core.rep_commissions"
    label = "rep_commissions"
    verbose_name = _("Rep commissions")
