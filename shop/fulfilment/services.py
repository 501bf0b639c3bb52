"""Every change of a shipment: planned, picked, packed, shipped, delivered.

    plan_shipments(order)           bring the open shipments to what is left to be sent
    start_picking(shipments, by)    put shipments on a pick list
    finish_picking(shipment, by)    all pieces are collected
    scan(shipment, code, ...)       count a piece by its code, once per key
    put_in_parcel(parcel, pieces)   these pieces lie in that parcel
    pack(shipment, by)              the pieces are in their parcels
    ship(shipment, by)              they have gone out
    dispatch(order, by)             ship all that is left of an order
    deliver(shipment, at)           they have arrived
    finish_mailed(order)            complete an order of which gift cards alone are left

Each locks the order's row first and moves the shipment by one conditional update.
"""

from shop.fulfilment.carrying import order_label
from shop.fulfilment.delivering import ask_carriers, deliver, deliver_due, note_arrivals
from shop.fulfilment.packing import pack, reopen, split
from shop.fulfilment.parcels import add_parcel, put_in_parcel, remove_parcel
from shop.fulfilment.picking import count_all, finish_picking, put_back, start_picking
from shop.fulfilment.planning import plan_shipments
from shop.fulfilment.scanning import ScanResult, scan
from shop.fulfilment.shipping import dispatch, finish_mailed, ship

__all__ = [
    "ScanResult",
    "add_parcel",
    "ask_carriers",
    "count_all",
    "deliver",
    "deliver_due",
    "dispatch",
    "finish_mailed",
    "finish_picking",
    "note_arrivals",
    "order_label",
    "pack",
    "plan_shipments",
    "put_back",
    "put_in_parcel",
    "remove_parcel",
    "reopen",
    "scan",
    "ship",
    "split",
    "start_picking",
]
