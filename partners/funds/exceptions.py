"""Why money of a fund cannot be given; the message is for whoever asked."""

from decimal import Decimal

from django.utils.translation import gettext as _

from shop.formats import format_money


class FundsRefusedError(ValueError):
    """What was asked for cannot be done; nothing was written."""


class FundsExceededError(FundsRefusedError):
    """More is wanted than is left; `left` says how much there is."""

    def __init__(self, left: Decimal, currency: str) -> None:
        self.left = left
        words = _("That is more than is left: %(left)s. Nothing was saved.")
        super().__init__(words % {"left": format_money(left, currency)})


class MovedOnError(FundsRefusedError):
    """Somebody else has decided meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has decided on this meanwhile. Nothing was changed."))
