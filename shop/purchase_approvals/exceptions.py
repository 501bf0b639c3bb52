"""Why something cannot be done with a purchase request; each text tells the reader what is in the way."""

from decimal import Decimal


class PurchaseRequestError(ValueError):
    """Something that a person asked for cannot be done."""


class NoApproverError(PurchaseRequestError):
    """Nobody but the buyer could approve this order."""


class AlreadyDecidedError(PurchaseRequestError):
    """Somebody was quicker, or it has ended."""


class NotTheirsError(PurchaseRequestError):
    """It is not theirs to answer: not asked, or their own request."""


class ReasonMissingError(PurchaseRequestError):
    """A rejection says why."""


class LinkOverError(PurchaseRequestError):
    """A link that answers nothing (any more)."""


class CannotOrderError(PurchaseRequestError):
    """The order cannot be placed as it was requested: sold out, no such delivery, above a budget."""


class TotalMovedError(PurchaseRequestError):
    """The total is not the one that the approver saw; `total` is what it is now (gross)."""

    def __init__(self, message: str, *, total: Decimal) -> None:
        self.total = total
        super().__init__(message)
