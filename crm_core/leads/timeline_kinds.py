"""How a customer's timeline tells of leads."""

from django.utils.translation import gettext_lazy as _

from crm_core.timeline.kinds import KINDS, TimelineKind

for _name, _label, _icon in (
    ("lead.captured", _("Lead"), "user"),
    ("lead.qualified", _("Lead qualified"), "check"),
    ("lead.disqualified", _("Lead disqualified"), "cross"),
):
    KINDS.register(
        TimelineKind(
            name=_name,
            label=_label,
            group="web",
            icon=_icon,
            template=f"crm_core/leads/timeline/{_name.removeprefix('lead.')}.html",
            permissions=("leads.view_lead",),
        )
    )
