"""The states of a return and the one table of moves between them, as `shop.order_statuses` is for orders.

A return is asked for, approved, comes in (in parts, perhaps) and is settled: money, credit or a replacement.
What has been settled in part stays open until the rest has come or staff close it.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class ReturnState(models.TextChoices):
    """Where a return stands."""

    REQUESTED = "requested", pgettext_lazy("state of a return", "requested")
    APPROVED = "approved", pgettext_lazy("state of a return", "approved, waiting for the items")
    RECEIVED = "received", pgettext_lazy("state of a return", "received, to be settled")
    SETTLED = "settled", pgettext_lazy("state of a return", "settled")
    REFUSED = "refused", pgettext_lazy("state of a return", "refused")
    CANCELLED = "cancelled", pgettext_lazy("state of a return", "cancelled")


#: Its pieces are spoken for: no other return may ask for them.
OPEN = (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.RECEIVED)
CLOSED = (ReturnState.SETTLED, ReturnState.REFUSED, ReturnState.CANCELLED)
#: Whoever may move returns on.
HANDLE = "returns.change_return"


class Origin(models.TextChoices):
    """Who asked for it."""

    BUYER = "buyer", _("customer")
    STAFF = "staff", _("staff")
    WITHDRAWAL = "withdrawal", _("withdrawal from the contract")


class Outcome(models.TextChoices):
    """What the buyer wants for the pieces."""

    REFUND = "refund", _("Refund to the original payment method")
    CREDIT = "credit", _("Store credit")
    EXCHANGE = "exchange", _("Exchange")


class Condition(models.TextChoices):
    """What staff saw when they looked at a piece."""

    AS_NEW = "as_new", pgettext_lazy("condition of an item", "as new")
    DAMAGED = "damaged", pgettext_lazy("condition of an item", "damaged")
    WRONG = "wrong", pgettext_lazy("condition of an item", "wrong item or not accepted")


class Disposition(models.TextChoices):
    """Where a piece goes."""

    RESTOCK = "restock", _("back in stock")
    SCRAP = "scrap", _("scrap")
    SEND_BACK = "send_back", _("send back to the customer")


#: What may be done with a piece in a condition; the first is proposed.
DISPOSITIONS = {
    Condition.AS_NEW: (Disposition.RESTOCK, Disposition.SCRAP),
    Condition.DAMAGED: (Disposition.SCRAP, Disposition.RESTOCK),
    Condition.WRONG: (Disposition.SEND_BACK,),
}


@dataclass(frozen=True, kw_only=True)
class ReturnMove:
    """An allowed change of state; `right` is what staff need, `by_buyer` says that the buyer may."""

    action: str
    sources: tuple[str, ...]
    to: str
    right: str = HANDLE
    by_buyer: bool = False


MOVES = (
    ReturnMove(action="approve", sources=(ReturnState.REQUESTED,), to=ReturnState.APPROVED),
    ReturnMove(action="refuse", sources=(ReturnState.REQUESTED,), to=ReturnState.REFUSED),
    # Nothing has come yet; afterwards the pieces are settled or sent back.
    ReturnMove(
        action="cancel",
        sources=(ReturnState.REQUESTED, ReturnState.APPROVED),
        to=ReturnState.CANCELLED,
        by_buyer=True,
    ),
    ReturnMove(
        action="receive",
        sources=(ReturnState.APPROVED, ReturnState.RECEIVED),
        to=ReturnState.RECEIVED,
    ),
    ReturnMove(action="settle", sources=(ReturnState.RECEIVED,), to=ReturnState.SETTLED),
)


def move_of(action: str) -> ReturnMove:
    """Return the move of a name. Raises KeyError."""
    return {move.action: move for move in MOVES}[action]
