"""What a deal refuses, in words for staff."""

from collections.abc import Sequence


class DealError(ValueError):
    """What was asked cannot be done with this deal; the message says why, for staff to read."""


class DealChangedError(DealError):
    """Somebody else moved the deal meanwhile; nothing was written."""


class RequirementsError(DealError):
    """A deal lacks what a stage asks for; `missing` says what, one sentence each."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = list(missing)
