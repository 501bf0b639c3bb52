"""What can be refused about credit; the message is for whoever asked."""

from oscar.apps.payment.exceptions import PaymentError


class CreditRefusedError(PaymentError):
    """Something about a company's credit cannot be done (so, or by this person)."""


class LimitExceededError(CreditRefusedError):
    """The limit does not reach."""


class InvoicePaymentError(PaymentError):
    """Invoices cannot be paid so."""
