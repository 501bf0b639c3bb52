"""Why a rule planned an activity, told where the activity stands."""

from django.utils.translation import gettext as _

from crm_core.activities.reasons import REASONS, Reason
from crm_core.automation.defaults.work_actions import REASON

REASONS.register(Reason(name=REASON, words=lambda data: _("Rule “%(rule)s”") % {"rule": data["rule"]}))
