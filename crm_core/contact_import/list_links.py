"""The ways from the customer list to imports and exports."""

from django.utils.translation import gettext_lazy as _

from crm_core.customers.list_links import LIST_LINKS, ListLink

EXPORT = "customers.export_customer"

LIST_LINKS.register(
    ListLink(
        name="import",
        label=_("Import contacts"),
        url_name="contact_imports:index",
        order=10,
        permission="contact_import.import_contactfile",
        icon="upload",
    )
)
LIST_LINKS.register(
    ListLink(
        name="export-csv",
        label=_("Export contacts (CSV)"),
        url_name="contact_export",
        order=20,
        permission=EXPORT,
        icon="download",
    )
)
LIST_LINKS.register(
    ListLink(
        name="export-vcf",
        label=_("Export contacts (vCard)"),
        url_name="contact_export",
        order=30,
        permission=EXPORT,
        icon="download",
        query="as=vcf",
    )
)
