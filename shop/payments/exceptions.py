"""What can be refused about a payment; the message is for whoever asked."""

from oscar.apps.payment.exceptions import PaymentError


class NotPayableError(PaymentError):
    """The order does not wait for money."""


class PaymentInProgressError(PaymentError):
    """A payment is being processed: nobody knows yet how it ends."""


class RefundRefusedError(PaymentError):
    """So much cannot be sent back."""


class AmountRefusedError(PaymentError):
    """So much cannot be noted or written off."""


class StatementError(PaymentError):
    """A bank statement cannot be read, or was imported before."""


class AlreadyPaidError(StatementError):
    """A transfer was assigned to an order to which nothing is due: it may be money that was noted by hand."""
