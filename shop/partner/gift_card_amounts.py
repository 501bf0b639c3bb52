"""How much a gift card is worth: its price, or what its buyer chose within the bounds of its class."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Protocol

#: The code of the option that says how much.
AMOUNT = "gift_card_amount"


class GiftCardClass(Protocol):
    """What a product class says of gift cards."""

    @property
    def is_gift_card(self) -> bool:
        """Whether it is worth money."""

    @property
    def gift_card_minimum(self) -> Decimal | None:
        """The smallest amount that may be chosen."""

    @property
    def gift_card_maximum(self) -> Decimal | None:
        """The largest amount that may be chosen."""


class NamedOption(Protocol):
    """An option, by its code."""

    @property
    def code(self) -> str:
        """The code."""


class Chosen(Protocol):
    """What a buyer said about an option; the option may be no more."""

    @property
    def option(self) -> NamedOption | None:
        """The option; None where it is no more."""

    @property
    def value(self) -> object:
        """What was said."""


def bounds_of(product_class: GiftCardClass | None) -> tuple[Decimal | None, Decimal | None]:
    """Return the smallest and the largest amount that a buyer may choose; None where it is fixed."""
    if product_class is None or not product_class.is_gift_card:
        return None, None
    return product_class.gift_card_minimum, product_class.gift_card_maximum


def chosen_amount(product_class: GiftCardClass | None, attributes: Iterable[Chosen]) -> Decimal | None:
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
