"""What the buyer agreed to."""

import hashlib
from collections.abc import Mapping
from typing import Any

ADDRESS_PARTS = (
    "first_name",
    "last_name",
    "line1",
    "line2",
    "line4",
    "state",
    "postcode",
    "country_id",
    "phone_number",
    "notes",
)


def fingerprint(submission: Mapping[str, Any], *, payment_code: str) -> str:
    """Return a short hash of all the review page shows: pieces, prices, address, delivery, payment.

    The review sends it along. When it differs on arrival, something has changed in between
    (another tab, a new price), and the buyer looks again before anything is ordered.
    """
    lines = [
        (line.product_id, line.quantity, str(line.line_price_incl_tax_incl_discounts))
        for line in submission["basket"].all_lines()
    ]
    address = submission["shipping_address"]
    shown = (
        lines,
        str(submission["order_total"].incl_tax),
        str(submission["shipping_charge"].incl_tax),
        submission["shipping_method"].code,
        [str(getattr(address, name)) for name in ADDRESS_PARTS] if address else [],
        payment_code,
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]
