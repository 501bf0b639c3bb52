"""What colleagues do with gift cards and store credit, as the audit log tells it."""

from django.utils.translation import gettext_lazy as _

from shop.audit.registry import ACTIONS, AuditAction

for _name, _label in (
    ("gift_card.issue", _("Issued a gift card")),
    ("gift_card.print", _("Printed a gift card")),
    ("gift_card.resend", _("Sent the code of a gift card again")),
    ("gift_card.reissue", _("Replaced the code of a gift card")),
    ("gift_card.disabled", _("Disabled a gift card")),
    ("gift_card.active", _("Enabled a gift card")),
    ("store_credit.grant", _("Granted store credit")),
    ("store_credit.adjust", _("Corrected a balance")),
):
    ACTIONS.register(AuditAction(name=_name, label=_label))
