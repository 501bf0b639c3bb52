"""The actions that the kit of the back office and the groups are logged by."""

from django.utils.translation import gettext_lazy as _

from shop.audit.registry import ACTIONS, AuditAction

for _name, _label in (
    ("viewed", _("Viewed a record")),
    ("exported", _("Exported a list")),
    ("bulk_action", _("Changed several rows at once")),
    ("rights_changed", _("Changed rights")),
    ("erasure_requested", _("Requested an erasure")),
    ("erased", _("Erased a person's data")),
):
    ACTIONS.register(AuditAction(name=_name, label=_label))
