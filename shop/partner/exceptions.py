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
                "Somebody was quicker: only %(left)d of “%(title)s” is left.",
                "Somebody was quicker: only %(left)d of “%(title)s” are left.",
                left,
            )
        else:
            text = _("Somebody was quicker: “%(title)s” has just sold out.")
        super().__init__(text % {"title": title, "left": left})
