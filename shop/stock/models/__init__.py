"""What the stock keeps: warehouses, levels and their ledger, reservations, allocations, documents."""

from shop.stock.models.allocations import BackorderPromise, OrderAllocation, OrderRoute, order_lines
from shop.stock.models.documents import StockCount, StockCountLine, StockTransfer, StockTransferLine
from shop.stock.models.levels import StockLevel, StockMovement
from shop.stock.models.reservations import Reservation, ReservationLine
from shop.stock.models.warehouses import Warehouse

__all__ = [
    "BackorderPromise",
    "OrderAllocation",
    "OrderRoute",
    "Reservation",
    "ReservationLine",
    "StockCount",
    "StockCountLine",
    "StockLevel",
    "StockMovement",
    "StockTransfer",
    "StockTransferLine",
    "Warehouse",
    "order_lines",
]
