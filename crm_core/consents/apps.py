"""The `consents` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only


class ConsentsConfig(AppConfig):
    """The ledger of what people agreed to."""

    name = "crm_core.consents"
    label = "consents"
    verbose_name = _("Consents")

    def ready(self) -> None:
        """Protect the ledger and hear what is agreed to."""
        from crm_core.consents import (
            asking,
            audit,
            checks,
            erasure,
            export,
            filters,
            gate,
            panels,
            receivers,
            subscribers,
        )

        keep_append_only(
            self,
            Protection(table="consents_consent"),
            Protection(table="consents_consenttext"),
            Protection(table="consents_consentsubject", columns=("id", "kind", "digest")),
        )
