"""What can go wrong with a shipment."""

from shop.order.exceptions import ChangeRefusedError


class ShipmentRefusedError(ChangeRefusedError):
    """The shipment cannot be changed so (now); the message says why, for staff."""
