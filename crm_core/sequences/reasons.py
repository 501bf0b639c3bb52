"""Why an activity stands on somebody's day: it is a step of a sequence."""

from django.utils.translation import gettext as _

from crm_core.activities.reasons import REASONS, Reason

REASONS.register(
    Reason(
        name="sequence",
        words=lambda data: _("Step of the sequence %(sequence)s") % {"sequence": data["sequence"]},
    )
)
