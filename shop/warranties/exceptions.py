"""What cannot be done with a warranty."""

from shop.order.exceptions import ChangeRefusedError


class WarrantyRefusedError(ChangeRefusedError):
    """The words say why, for whoever asked."""
