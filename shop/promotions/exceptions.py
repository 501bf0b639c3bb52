"""What a promotion refuses."""


class PromotionError(Exception):
    """It cannot be done; the text says to staff why, and nothing was changed."""
