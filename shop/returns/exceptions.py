"""What can be refused about a return; the message is for whoever asked."""

from shop.order.exceptions import ChangeRefusedError


class ReturnRefusedError(ChangeRefusedError):
    """The return is not possible so; the message says why."""


class ReturnChangedError(ReturnRefusedError):
    """Somebody else has moved the return on since the page was drawn."""
