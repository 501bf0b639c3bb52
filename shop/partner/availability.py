"""Whether something can be had, in a shopkeeper's words."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _, ngettext
from oscar.apps.partner import availability


class StockRequired(availability.StockRequired):
    """While stock lasts; says how many are left instead of "a maximum of"."""

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, str]:
        """Tell whether `quantity` pieces are there, and if not what the buyer should know."""
        if self.num_available <= 0:
            return False, str(_("sold out"))
        if quantity > self.num_available:
            return False, ngettext("only %(left)d is left", "only %(left)d are left", self.num_available) % {
                "left": self.num_available
            }
        return True, ""

    @property
    def short_message(self) -> str:
        """Two or three words for a card."""
        return str(_("In stock") if self.num_available > 0 else _("Sold out"))

    @property
    def message(self) -> str:  # type: ignore[override]
        """One line for a product's page."""
        if self.num_available <= 0:
            return str(_("Sold out"))
        return ngettext("%(left)d in stock", "%(left)d in stock", self.num_available) % {
            "left": self.num_available
        }


class LogInToBuy(availability.Unavailable):
    """Is there or is not, but is sold to those alone who have logged in.

    `behind` is what a buyer finds who has; its words on stock are shown, nothing can be bought.
    """

    def __init__(self, behind: availability.Base) -> None:
        self.behind = behind

    @property
    def message(self) -> str:  # type: ignore[override]
        """One line for a product's page."""
        return str(_("Log in to see prices"))

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, str]:
        """Refuse, and say how to get on."""
        return False, self.message


class BackorderAvailability(StockRequired):
    """Can be ordered when the shelf is empty, up to a number of pieces, to be sent later.

    `num_free` lie on the shelf (0 when none), `num_available` can be bought altogether,
    `dispatch_date` is the day promised for those not there yet, None where no day is named.
    """

    def __init__(self, num_free: int, *, num_available: int, is_new: bool, promise_date: date | None) -> None:
        super().__init__(num_available)
        self.num_free = max(0, num_free)
        self.is_new = is_new
        self.dispatch_date: Any = promise_date

    @property
    def is_waiting(self) -> bool:
        """Whether the next piece sold is not there yet."""
        return self.num_free == 0 and self.num_available > 0

    @property
    def code(self) -> str:  # type: ignore[override]
        """Name the state for styles and for search engines: instock, preorder, backorder or outofstock."""
        if not self.is_waiting:
            return str(super().code)
        return "preorder" if self.is_new else "backorder"

    @property
    def short_message(self) -> str:
        """Two or three words for a card."""
        if not self.is_waiting:
            return super().short_message
        return str(_("Pre-order") if self.is_new else _("On order"))

    @property
    def message(self) -> str:  # type: ignore[override]
        """One line for a product's page: what can be had now, or from when on it ships."""
        if not self.is_waiting:
            left = self.num_free or self.num_available
            return (
                ngettext("%(left)d in stock", "%(left)d in stock", left) % {"left": left}
                if left
                else super().message
            )
        if self.dispatch_date is None:
            return str(
                _("Pre-order: shipping date to be announced")
                if self.is_new
                else _("On order: shipping date to be announced")
            )
        words = _("Pre-order: ships from %(day)s") if self.is_new else _("On order: ships from %(day)s")
        return str(words) % {"day": date_format(self.dispatch_date)}
