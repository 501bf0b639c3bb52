"""What cannot be done with a quote; the messages are for whoever does it."""


class QuoteError(ValueError):
    """Something is missing or wrong."""


class StaleQuoteError(QuoteError):
    """It is not as it was shown: another version was sent, or it is over, accepted or withdrawn meanwhile."""


class ApprovalMissingError(QuoteError):
    """Somebody else has to agree to the discount or the margin first."""
