"""What can go wrong in a warehouse; the messages are for people."""

from oscar.apps.partner.exceptions import InvalidStockAdjustment


class StockError(InvalidStockAdjustment):
    """Pieces cannot be moved so; nothing was changed."""


class DocumentClosedError(StockError):
    """A count or transfer has been posted, sent or cancelled already."""
