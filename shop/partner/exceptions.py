"""What can go wrong with stock."""

from django.utils.translation import gettext as _, ngettext
from oscar.apps.order.exceptions import UnableToPlaceOrder


class OutOfStock(UnableToPlaceOrder):
    """Fewer pieces are left than were asked for; nothing was taken."""

    def __init__(self, title: str, *, left: int) -> None:
        self.title = title
        self.left = left
        if left > 0:
            text = ngettext(
                "Meanwhile other customers have bought “%(title)s”: only %(left)d is left.",
                "Meanwhile other customers have bought “%(title)s”: only %(left)d are left.",
                left,
            )
        else:
            text = _("“%(title)s” has just sold out.")
        super().__init__(text % {"title": title, "left": left})
