"""Who saw or changed a customer, on their page, for those who may read the log."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.customers.records.trees import tree_ids
from shop.audit.models import AuditEntry
from shop.audit.registry import action_label
from shop.backoffice.panels import Panel, table
from shop.user.models import User

LATEST = 10


def audit_panel(customer: Customer, _user: User) -> dict[str, object] | None:
    """List the latest entries; merged records' with them."""
    entries = AuditEntry.objects.filter(customer_id__in=tree_ids(customer.pk)).select_related("actor")
    columns = [
        DateColumn("at", label=_("When")),
        Column("actor", label=_("Who"), accessor=lambda entry: entry.actor or _("the site")),
        Column("action", label=_("What"), accessor=lambda entry: action_label(entry.action)),
    ]
    return table(columns, entries.order_by("-at", "-pk")[:LATEST])


PANELS.register(
    Panel(
        name="audit",
        title=_("Audit log"),
        context=audit_panel,
        order=98,
        permission="audit.view_auditentry",
    )
)
