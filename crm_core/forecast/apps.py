"""The `forecast` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only

AMOUNTS = ("achieved", "committed", "best_case", "pipeline", "weighted", "repeat")


class ForecastConfig(AppConfig):
    """What will be sold: weighted pipeline and repeat orders against quota."""

    name = "crm_core.forecast"
    label = "forecast"
    verbose_name = _("Forecast")

    def ready(self) -> None:
        """Protect what was forecast: snapshots are added and never changed."""
        from crm_core.forecast import erasure, figures, merging

        keep_append_only(
            self,
            Protection(table="forecast_snapshot"),
            Protection(table="forecast_snapshotrow", columns=("id", "snapshot_id", "month", *AMOUNTS)),
        )
