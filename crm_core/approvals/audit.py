"""What the log of rights and data calls the answers to approvals."""

from django.utils.translation import gettext_lazy as _

from shop.audit.registry import ACTIONS, AuditAction

for _name, _label in (
    ("approval_decided", _("Decided on an approval")),
    ("approval_delegated", _("Delegated approvals")),
):
    ACTIONS.register(AuditAction(name=_name, label=_label))
