"""The `forecast` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForecastConfig(AppConfig):
    """What will be sold: weighted pipeline and repeat orders against quota."""

    name = "crm_core.forecast"
    label = "forecast"
    verbose_name = _("Forecast")
