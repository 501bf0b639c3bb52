"""What a finished request proves: when it was asked for and done, what went, what stayed and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.privacy.erasure.registry import DELAYS, ERASERS, KEPT, Kept
from shop.privacy.models import DeletionRequest


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The proof of one erasure; there is nothing of the person in it. `lines` are (what, how many)."""

    number: str
    requested_at: datetime
    done_at: datetime
    origin: str
    lines: Sequence[tuple[str | Promise, int]]
    kept: Sequence[Kept]


def certificate_of(request: DeletionRequest) -> Certificate:
    """Return the certificate of a request that is done. Raises ValueError for one that is not."""
    if request.done_at is None:
        raise ValueError("Nothing was erased yet.")
    lines: list[tuple[str | Promise, int]] = []
    for name, number in request.counts.items():
        eraser = ERASERS.get(name)
        if number:
            lines.append((eraser.label if eraser else name, number))
    return Certificate(
        number=f"E-{request.pk}",
        requested_at=request.requested_at,
        done_at=request.done_at,
        origin=request.get_origin_display(),
        lines=lines,
        kept=kept_data(),
    )


def kept_data() -> list[Kept]:
    """List what stays and is told of."""
    return [entry for entry in KEPT if entry.label]


def delay_words(request: DeletionRequest) -> list[str | Promise]:
    """Say why a request had to wait when it was last looked at."""
    return [
        delay.label if (delay := DELAYS.get(name)) else _("Something is still open.")
        for name in request.delayed_by
    ]
