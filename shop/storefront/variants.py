"""A product in variants: what a buyer can choose, and where each choice leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import urlencode

from django.utils.translation import pgettext

from shop.catalogue.images import Picture
from shop.storefront.cards import CardPrice, Stock


@dataclass(frozen=True, kw_only=True)
class SelectedOption:
    """A value of a variant's property, such as the glaze Tide."""

    code: str
    axis: str
    key: str
    label: str
    swatch: str = ""
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One variant that can be put into a basket."""

    product_id: int
    sku: str
    price: CardPrice | None
    stock: Stock
    num_available: int | None
    choices: Mapping[str, SelectedOption] = field(default_factory=dict)
    picture: Picture | None = None

    @property
    def name(self) -> str:
        """What sets it apart, in words: "Tide, 42 cm"."""
        return pgettext("punctuation", ", ").join(choice.label for choice in self.choices.values())


@dataclass(frozen=True, kw_only=True)
class VariantOptionValue:
    """One value to choose.

    `state`: "good", "sold" (not to be had now), "other" (not made with what else is chosen;
    the link leads to the nearest variant that is made).
    """

    label: str
    swatch: str
    url: str
    state: str
    is_selected: bool


@dataclass(frozen=True, kw_only=True)
class VariantOption:
    """A property in which the variants differ, with its values."""

    code: str
    label: str
    selected: str
    values: tuple[VariantOptionValue, ...]

    @property
    def is_swatches(self) -> bool:
        """Whether every value has colours to show."""
        return all(value.swatch for value in self.values)


def select_variant(variants: Sequence[Variant], *, sku: str = "") -> Variant | None:
    """Return the variant of a SKU, else the first that can be had, else the first.

    The first one is also whose picture stands on the product's card.
    """
    named = (variant for variant in variants if sku and variant.sku == sku)
    in_stock = (variant for variant in variants if variant.stock.is_available)
    return next(chain(named, in_stock, variants), None)


def variant_options(variants: Sequence[Variant], *, selected: Variant, url: str) -> tuple[VariantOption, ...]:
    """Lay the variants out by the properties in which they differ.

    Values stand by their position, then by their words. Every value has an address: `url`
    with the SKU of the variant that it leads to.
    """
    codes = list(dict.fromkeys(code for variant in variants for code in variant.choices))
    axes = []
    for code in codes:
        choices = {v.choices[code].key: v.choices[code] for v in variants if code in v.choices}
        if len(choices) < 2:  # noqa: PLR2004 (nothing to choose)
            continue
        chosen = selected.choices.get(code)
        ordered = sorted(choices.values(), key=lambda choice: (choice.position, choice.label))
        values = tuple(_value(choice, variants, selected, url) for choice in ordered)
        label = next(iter(choices.values())).axis
        axes.append(
            VariantOption(code=code, label=label, selected=chosen.label if chosen else "", values=values)
        )
    return tuple(axes)


def _value(
    choice: SelectedOption, variants: Iterable[Variant], selected: Variant, url: str
) -> VariantOptionValue:
    offering = [v for v in variants if choice.code in v.choices and v.choices[choice.code].key == choice.key]
    nearest = max(offering, key=lambda v: (_agreement(v, selected, choice.code), v.stock.is_available))
    is_made = _agreement(nearest, selected, choice.code) == len(set(selected.choices) - {choice.code})
    state = "other" if not is_made else "good" if nearest.stock.is_available else "sold"
    mine = selected.choices.get(choice.code)
    return VariantOptionValue(
        label=choice.label,
        swatch=choice.swatch,
        url=f"{url}?{urlencode({'sku': nearest.sku})}",
        state=state,
        is_selected=mine is not None and mine.key == choice.key,
    )


def _agreement(variant: Variant, selected: Variant, except_code: str) -> int:
    return sum(
        code in variant.choices and variant.choices[code].key == choice.key
        for code, choice in selected.choices.items()
        if code != except_code
    )
