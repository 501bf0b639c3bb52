"""Why an activity is proposed, told in the reader's language.

A package that plans activities by itself registers its reasons in a module that its `ready()` imports:

    REASONS.register(Reason(name="reorder-due", words=lambda data: _("Orders every %(days)s days") % data))

and plans with `reason="reorder-due", reason_data={"days": 30}`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from crm_core.activities.models import Activity
from shop.json_types import JsonObject
from shop.registry import Registry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A kind of reason; `words` tells it from the data that was kept, in the language that is active."""

    name: str
    words: Callable[[JsonObject], str]


REASONS: Registry[Reason] = Registry("reason of activities")


def reason_words(activity: Activity) -> str:
    """Say why an activity was proposed; empty for one that a colleague planned.

    One of a package that is gone, or that lacks what its words need, is told by "text" in its data.
    """
    data = activity.reason_data
    reason = REASONS.get(activity.reason)
    if reason is not None:
        try:
            return reason.words(data)
        except (KeyError, TypeError, ValueError):
            logger.warning("Reason %s lacks data: %s", activity.reason, sorted(data))
    return str(data.get("text", ""))
