"""How the customer's story tells of forms."""

from django.utils.translation import gettext_lazy as _

from crm_core.timeline.kinds import KINDS, TimelineKind

KINDS.register(
    TimelineKind(
        name="form.submitted",
        label=_("Form submitted"),
        group="web",
        icon="form",
        template="content/timeline/form_submitted.html",
    )
)
KINDS.register(
    TimelineKind(
        name="form.replied",
        label=_("Form entry answered"),
        group="web",
        icon="mail",
        template="content/timeline/form_replied.html",
    )
)
