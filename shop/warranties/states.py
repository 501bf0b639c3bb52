"""The states of a repair and the one table of moves between them."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class RepairState(models.TextChoices):
    """Where a repair stands."""

    REQUESTED = "requested", pgettext_lazy("state of a repair", "requested")
    APPROVED = "approved", pgettext_lazy("state of a repair", "approved, waiting for the item")
    RECEIVED = "received", pgettext_lazy("state of a repair", "in repair")
    REPAIRED = "repaired", pgettext_lazy("state of a repair", "ready to be sent back")
    CLOSED = "closed", pgettext_lazy("state of a repair", "done")
    REFUSED = "refused", pgettext_lazy("state of a repair", "refused")
    CANCELLED = "cancelled", pgettext_lazy("state of a repair", "cancelled")


#: The item is spoken for: it has no second repair meanwhile.
OPEN = (RepairState.REQUESTED, RepairState.APPROVED, RepairState.RECEIVED, RepairState.REPAIRED)


class Coverage(models.TextChoices):
    """Why the shop repairs it at its own cost."""

    WARRANTY = "warranty", _("warranty")
    GOODWILL = "goodwill", _("goodwill")


class RepairOutcome(models.TextChoices):
    """What was done with the item."""

    REPAIRED = "repaired", pgettext_lazy("outcome of a repair", "repaired")
    NO_FAULT = "no_fault", pgettext_lazy("outcome of a repair", "no fault found")
    NOT_COVERED = "not_covered", pgettext_lazy("outcome of a repair", "not covered, sent back as it is")
    RETURNED = "returned", pgettext_lazy("outcome of a repair", "replaced or refunded by a return")


#: What the workshop may say of an item that goes back to its owner.
WORKSHOP = (RepairOutcome.REPAIRED, RepairOutcome.NO_FAULT, RepairOutcome.NOT_COVERED)


@dataclass(frozen=True, kw_only=True)
class RepairMove:
    """An allowed change of state; `stamp` is the column that keeps when."""

    sources: tuple[str, ...]
    to: str
    stamp: str


MOVES = {
    "approve": RepairMove(sources=(RepairState.REQUESTED,), to=RepairState.APPROVED, stamp="approved_at"),
    "refuse": RepairMove(sources=(RepairState.REQUESTED,), to=RepairState.REFUSED, stamp="closed_at"),
    "cancel": RepairMove(
        sources=(RepairState.REQUESTED, RepairState.APPROVED), to=RepairState.CANCELLED, stamp="closed_at"
    ),
    "receive": RepairMove(sources=(RepairState.APPROVED,), to=RepairState.RECEIVED, stamp="received_at"),
    "finish": RepairMove(sources=(RepairState.RECEIVED,), to=RepairState.REPAIRED, stamp="repaired_at"),
    "send_back": RepairMove(sources=(RepairState.REPAIRED,), to=RepairState.CLOSED, stamp="closed_at"),
    "return": RepairMove(sources=(RepairState.RECEIVED,), to=RepairState.CLOSED, stamp="closed_at"),
}
