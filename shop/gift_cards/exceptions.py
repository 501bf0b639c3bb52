"""What can be refused about gift cards; the message is for whoever asked."""

from shop.store_credit.exceptions import CreditError


class GiftCardError(CreditError):
    """The card cannot be used, issued or taken back."""


class CodeRefusedError(GiftCardError):
    """There is no such code, or none that can be used; one answer for all of it."""
