"""Whether something can be had, in a shopkeeper's words."""

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
