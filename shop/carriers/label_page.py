"""One label on one page of 100 x 150 mm."""

from shop.carriers.interface import CarrierError, Parcel


def draw_label(parcel: Parcel, *, carrier: str, tracking_number: str, link: str = "") -> bytes:
    """Return the label as PDF: carrier, sender, recipient, parcel k of n, reference, Code 128 and QR.

    The bar code holds the tracking number, the QR code the tracking link, or the number where there is none.
    """
    raise CarrierError("Labels are drawn by the kit of shop.pdf.")
