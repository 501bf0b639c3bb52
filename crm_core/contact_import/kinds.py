"""How the timeline tells of an import."""

from django.utils.translation import gettext_lazy as _

from crm_core.timeline.kinds import KINDS, TimelineKind

KINDS.register(
    TimelineKind(
        name="contact.imported",
        label=_("Imported from a file"),
        group="other",
        icon="upload",
        template="crm_core/contact_import/timeline_imported.html",
    )
)
