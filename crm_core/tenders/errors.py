"""What can stand in the way of a tender."""


class TenderError(ValueError):
    """It cannot be done; the words are for people. Nothing was changed."""


class TenderMovedError(TenderError):
    """The tender stands otherwise than the page said."""
