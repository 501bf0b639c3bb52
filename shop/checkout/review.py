"""What the buyer agreed to."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from shop.shipping.methods import choice_of, delivery_of
from shop.shipping.splitting import consignments_of

ADDRESS_PARTS = (
    "first_name",
    "last_name",
    "line1",
    "line2",
    "line3",
    "line4",
    "state",
    "postcode",
    "country_id",
    "phone_number",
    "notes",
)


def fingerprint(
    submission: Mapping[str, Any],
    *,
    payment_code: str,
    company: Mapping[str, str],
    stored_value: Sequence[tuple[str, str]] = (),
) -> str:
    """Return a short hash of all the review shows: pieces, gifts, prices, tax, address, delivery, payment.

    The review sends it along. When it differs on arrival, something has changed in between
    (another tab, a new price, another rate of tax), and the buyer looks again before anything is ordered.
    """
    lines = [
        (
            line.product_id,
            line.quantity,
            str(line.line_price_excl_tax_incl_discounts),
            str(line.line_price_incl_tax_incl_discounts),
        )
        for line in submission["basket"].all_lines()
    ]
    gifts = [(gift.product.pk, gift.quantity) for gift in submission["basket"].gifts]
    delivery = delivery_of(submission["shipping_method"])
    address, tax = (
        submission["shipping_address"] or submission.get("billing_address"),
        submission["basket"].strategy.buyer.tax,
    )
    shown = (
        lines,
        gifts,
        [str(submission[part].excl_tax) for part in ("order_total", "shipping_charge")],
        [str(submission[part].incl_tax) for part in ("order_total", "shipping_charge")],
        (tax.treatment, tax.country, tax.region, tax.vat_id, tax.certificate),
        sorted(company.items()),
        choice_of(submission["shipping_method"]),
        str(delivery.day) if delivery and delivery.day else "",
        [str(getattr(address, name, "")) for name in ADDRESS_PARTS] if address else [],
        [
            (
                sorted(consignment.destination.pieces.items()),
                str(consignment.destination.wished_on),
                str(consignment.charge.incl_tax),
                [str(getattr(consignment.destination.address, name, "")) for name in ADDRESS_PARTS],
            )
            for consignment in consignments_of(submission["shipping_method"])
        ],
        payment_code,
        list(stored_value),
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]
