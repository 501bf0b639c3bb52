"""How a customer's timeline tells of leads at partners."""

from django.utils.translation import gettext_lazy as _

from crm_core.timeline.kinds import KINDS, TimelineKind

for _name, _label, _icon in (
    ("lead.offered", _("Lead offered to a partner"), "redirect"),
    ("lead.offer_accepted", _("Lead accepted by a partner"), "check"),
    ("lead.offer_declined", _("Lead declined by a partner"), "cross"),
    ("lead.offer_recalled", _("Lead recalled from a partner"), "time"),
    ("lead.partner_contacted", _("Contacted by a partner"), "user"),
    ("lead.partner_won", _("Lead won by a partner"), "check"),
    ("lead.partner_lost", _("Lead lost by a partner"), "cross"),
):
    KINDS.register(
        TimelineKind(
            name=_name,
            label=_label,
            group="web",
            icon=_icon,
            template="partners/lead_distribution/timeline.html",
            permissions=("leads.view_lead",),
        )
    )
