"""How the timeline tells that a profile was changed."""

from django.utils.translation import gettext_lazy as _

from crm_core.timeline.kinds import KINDS, TimelineKind

KINDS.register(
    TimelineKind(
        name="profile.changed",
        label=_("Profile changed"),
        group="other",
        icon="edit",
        template="crm_core/profile/timeline_changed.html",
    )
)
