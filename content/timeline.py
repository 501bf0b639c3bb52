"""How the customer's story tells of forms."""

from django.utils.translation import gettext_lazy as _

from content.mail import KIND
from crm_core.timeline.kinds import KINDS, TOLD_MAILS, TimelineKind, ToldMail

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
        group="mails",
        icon="mail",
        template="content/timeline/form_replied.html",
    )
)
TOLD_MAILS.register(ToldMail(name=KIND))
