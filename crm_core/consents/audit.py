"""What colleagues do with consents, as the audit log tells it."""

from django.utils.translation import gettext_lazy as _

from shop.audit.registry import ACTIONS, AuditAction

for _name, _label in (
    ("consent_changed", _("Entered a consent")),
    ("suppressed", _("Suppressed an address")),
    ("suppression_lifted", _("Lifted a suppression")),
):
    ACTIONS.register(AuditAction(name=_name, label=_label))
