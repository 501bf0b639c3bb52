"""What can be in the way of a delivery."""


class DeliveryUnavailableError(Exception):
    """The day or the place that a buyer chose cannot be had any more; the text is for the buyer."""


class PickupError(Exception):
    """A pick-up cannot be marked so; the text is for staff."""
