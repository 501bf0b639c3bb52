"""What can be refused about a withdrawal; the message is for whoever asked."""

from shop.order.exceptions import ChangeRefusedError


class WithdrawalRefusedError(ChangeRefusedError):
    """There is no right to withdraw so; the message says why."""
