"""The gateway: what every way to be paid can do, and the facts it answers with.

Amounts are decimals in the order's currency, gross. A gateway only asks and answers; what it
answers is written down by `shop.payments.ledger`. None of its calls happens inside a database
transaction: a payment cannot be rolled back, and a slow provider must not hold a lock.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from shop.payments.models import PaymentAttempt, Refund
from shop.payments.states import AttemptState, ChargeState, RefundState


class GatewayError(Exception):
    """The provider did not do what was asked; `code` is its word for why, if it gave one."""

    def __init__(self, message: str, *, code: str = "") -> None:
        self.code = code
        super().__init__(message)


class GatewayUnreachableError(GatewayError):
    """Nobody knows whether the provider did it: ask again with the same key."""


class GatewayRefusedError(GatewayError):
    """The provider answered, and the answer is no."""


@dataclass(frozen=True, kw_only=True)
class ChargeData:
    """One charge as the provider knows it."""

    reference: str
    state: ChargeState
    amount: Decimal
    amount_captured: Decimal
    label: str = ""
    error: str = ""
    error_code: str = ""


@dataclass(frozen=True, kw_only=True)
class PaymentData:
    """A payment as the provider knows it now; `secret` lets the buyer's browser confirm it."""

    reference: str
    state: AttemptState
    charges: Sequence[ChargeData] = ()
    secret: str = ""
    error: str = ""
    order_number: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundData:
    """A refund as the provider knows it; `key` is ours if we asked for it. No reference: not sent yet."""

    state: RefundState
    amount: Decimal
    currency: str
    reference: str = ""
    charge: str = ""
    payment: str = ""
    key: str = ""
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class DisputeData:
    """A dispute as the provider knows it."""

    reference: str
    charge: str
    payment: str
    state: str
    amount: Decimal
    currency: str
    reason: str
    opened_at: datetime
    due_at: datetime | None


class Gateway(ABC):
    """One provider. Every call is safe to repeat: a key or a reference says which one is meant.

    All raise GatewayUnreachableError when the outcome is not known, GatewayRefusedError when
    the provider says no, and CalledInTransactionError inside a transaction.
    """

    @abstractmethod
    def authorise(self, attempt: PaymentAttempt) -> PaymentData:
        """Make (or find by `attempt.key`) the payment of an attempt; the buyer confirms it."""

    @abstractmethod
    def capture(self, reference: str, *, amount: Decimal | None = None) -> PaymentData:
        """Collect what is held, or less of it (`amount`, order's currency); the rest is released.

        One that is collected or cancelled stays so.
        """

    def capture_part(self, reference: str, amount: Decimal, *, currency: str, key: str) -> PaymentData:
        """Collect a part of what is held, once per `key`; the rest stays held where the card allows it.

        Otherwise the rest is released. Raises GatewayRefusedError where only the whole can be collected.
        """
        raise GatewayRefusedError(_("This payment can only be captured as a whole."))

    @abstractmethod
    def void(self, reference: str) -> PaymentData:
        """Cancel a payment so that no money can come any more; one that succeeded stays so."""

    @abstractmethod
    def refund(self, refund: Refund) -> RefundData:
        """Send a part of a charge back to where it came from, once per `refund.key`."""

    @abstractmethod
    def status(self, reference: str) -> PaymentData:
        """Say how a payment and all its charges stand."""

    def dashboard_url(self, reference: str) -> str:
        """Return the address of a payment in the provider's dashboard; empty where there is none."""
        return ""
