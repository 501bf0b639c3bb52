"""What is done with leads at partners, as the audit log tells it."""

from django.utils.translation import gettext_lazy as _

from shop.audit.registry import ACTIONS, AuditAction

for _name, _label in (
    ("lead_offered", _("Offered a lead to a partner")),
    ("lead_offer_accepted", _("Accepted a lead as a partner")),
    ("lead_offer_declined", _("Declined a lead as a partner")),
    ("lead_offer_recalled", _("Recalled a lead from a partner")),
    ("lead_offer_withdrawn", _("Withdrew a lead from a partner")),
):
    ACTIONS.register(AuditAction(name=_name, label=_label))
