"""The `deal_registrations` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only


class DealRegistrationsConfig(AppConfig):
    """Deal registrations: deals that partners register, conflicts, protection."""

    name = "partners.deal_registrations"
    label = "deal_registrations"
    verbose_name = _("Deal registrations")

    def ready(self) -> None:
        """Load what registers itself; protect the evidence."""
        from partners.deal_registrations import (
            buying,
            company_permissions,
            deal_panel,
            erasure,
            figures,
            mail,
            merging,
            orders,
            receivers,
            subscribers,
            tier_criteria,
            timeline,
        )

        # Who did something is let go of when their account ends; what was done stays.
        keep_append_only(
            self,
            Protection(
                table="deal_registrations_evidenceentry",
                columns=("registration_id", "act", "by_partner", "data", "at", "digest"),
            ),
        )
