"""What colleagues do with leads, as the audit log tells it."""

from django.utils.translation import gettext_lazy as _

from shop.audit.registry import ACTIONS, AuditAction

for _name, _label in (
    ("lead_assigned", _("Assigned a lead")),
    ("lead_qualified", _("Qualified a lead")),
    ("lead_disqualified", _("Disqualified a lead")),
    ("lead_reopened", _("Opened a lead again")),
):
    ACTIONS.register(AuditAction(name=_name, label=_label))
