"""What can go wrong with a hold."""

from shop.order.exceptions import ChangeRefusedError


class OrderHeldError(ChangeRefusedError):
    """The order is held: it is neither picked nor shipped until somebody releases it."""
