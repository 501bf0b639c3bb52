"""What is done with training, as the audit log tells it."""

from django.utils.translation import gettext_lazy as _

from shop.audit.registry import ACTIONS, AuditAction

for _name, _label in (
    ("certificate_revoked", _("Revoked a partner's certificate")),
    ("attempts_reset", _("Gave somebody new attempts at a quiz")),
):
    ACTIONS.register(AuditAction(name=_name, label=_label))
