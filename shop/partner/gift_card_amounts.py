"""How much a gift card is worth: its price, or what its buyer chose within the bounds of its class."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

#: The code of the option that says how much.
AMOUNT = "gift_card_amount"


def bounds_of(product_class: Any) -> tuple[Decimal | None, Decimal | None]:
    """Return the smallest and the largest amount that a buyer may choose; None where it is fixed."""
    if product_class is None or not product_class.is_gift_card:
        return None, None
    return product_class.gift_card_minimum, product_class.gift_card_maximum


def chosen_amount(product_class: Any, attributes: Iterable[Any]) -> Decimal | None:
    """Return what a line's gift card is to be worth; None where nothing that is allowed was chosen."""
    low, high = bounds_of(product_class)
    said = next((each.value for each in attributes if each.option and each.option.code == AMOUNT), None)
    if low is None or high is None or said is None:
        return None
    try:
        amount = Decimal(str(said)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and low <= amount <= high else None
