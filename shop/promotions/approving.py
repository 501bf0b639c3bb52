"""Asking for an approval and deciding it once, by somebody else, for the terms that were read."""

from typing import TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.offer.approvals import ApprovalState as State, Approved
from shop.promotions.exceptions import PromotionError
from shop.user.models import User

UNASKED = frozenset({State.DRAFT, State.REFUSED})
DECIDED = ["state", "decided_by", "decided_at", "reason"]
A = TypeVar("A", bound=Approved)


def ask(held: Approved, *, digest: str, is_free: bool, by: User) -> None:
    """Ask for the approval of these terms, or have them approved where none is needed; saves the row.

    Raises PromotionError for what was asked for already. The caller holds the row.
    """
    if held.state not in UNASKED:
        raise PromotionError(_("“%(name)s” has been launched already.") % {"name": held})
    held.digest, held.reason = digest, ""
    held.asked_by, held.asked_at = by, timezone.now()
    held.decided_by = held.decided_at = None
    held.state = State.APPROVED if is_free else State.WAITING
    held.save()


def decide(held: A, state: str, *, by: User, digest: str, current: str, reason: str = "") -> A:
    """Write a decision for the terms `digest`, which `by` has read; `current` is that of the saved ones.

    Raises PromotionError for who asked, for other terms, and for what waits no more. The caller holds it.
    """
    if held.asked_by_id == by.pk:
        raise PromotionError(_("You asked for this promotion: somebody else has to decide."))
    if held.digest != digest or current != digest:
        raise PromotionError(_("The promotion was changed meanwhile. Read it again."))
    rows: models.QuerySet[A] = type(held)._default_manager.all()
    taken = rows.filter(pk=held.pk, state=State.WAITING).update(  # guard: promotion-once
        state=state, decided_by=by, decided_at=timezone.now(), reason=reason
    )
    if not taken:
        raise PromotionError(_("“%(name)s” has been decided already.") % {"name": held})
    held.refresh_from_db(fields=DECIDED)
    return held


def checked_reason(reason: str) -> str:
    """Return why something is refused; raises PromotionError where nobody says."""
    if not reason.strip():
        raise PromotionError(_("Say why."))
    return reason.strip()
