"""What can go wrong when buying."""


class PurchasingError(Exception):
    """Something cannot be done with a purchase order; the text is for staff, in their language."""


class OrderMovedOnError(PurchasingError):
    """The purchase order is not in the state that the caller saw: somebody else was quicker."""
