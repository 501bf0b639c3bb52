"""What can be refused about store credit and gift cards; the message is for whoever asked."""

from oscar.apps.payment.exceptions import PaymentError


class CreditError(PaymentError):
    """The ledger does not do this."""


class InsufficientBalanceError(CreditError):
    """The account holds less than is to be taken: it was spent elsewhere meanwhile."""


class GrantRefusedError(CreditError):
    """The person may not give so much, or gave no reason."""
