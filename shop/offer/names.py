"""How a discount is called, before the order and after."""

from django.utils.translation import gettext as _


def discount_name(offer: str, code: str = "") -> str:
    """Name a discount by the voucher's code where one gave it, else by what the offer is called."""
    return _("Voucher %(code)s") % {"code": code} if code else offer
