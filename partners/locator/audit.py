"""What is done with entries in the locator, as the audit log tells it."""

from django.utils.translation import gettext_lazy as _

from shop.audit.registry import ACTIONS, AuditAction

for _name, _label in (
    ("listing_shown", _("Published an entry in the partner locator")),
    ("listing_refused", _("Rejected an entry in the partner locator")),
    ("listing_withdrawn", _("Withdrew an entry from the partner locator")),
):
    ACTIONS.register(AuditAction(name=_name, label=_label))
