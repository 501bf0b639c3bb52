"""The `documents` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.append_only import Protection, keep_append_only


class DocumentsConfig(AppConfig):
    """Invoices, credit notes and what goes with a parcel."""

    name = "shop.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Hear of orders and money; protect what was written."""
        from shop.documents import subscribers

        keep_append_only(
            self,
            Protection(table="documents_document"),
            Protection(table="documents_documenttax"),
        )
