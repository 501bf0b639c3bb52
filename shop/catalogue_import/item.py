"""A product, parent or variant as a row describes it, in our types."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Property:
    """A value of an attribute; `names` are the attribute's, for the first time it is met."""

    type: str
    value: Any
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Item:
    """A product, parent or variant as its row describes it.

    `texts` maps columns (`title_en`) to what they shall hold, those that the mapping names. `price` and
    `cost` are in major units, `stock` by warehouse ("": the first). None and empty: the source does not
    say, what is there stays. `told` are the codes of the properties that the source speaks of, None for
    all of them; `raw` are texts as the file writes them; `rows` are all rows of the file that the whole
    product was read from.
    """

    row: int
    sku: str
    rows: tuple[int, ...] = ()
    parent_sku: str = ""
    is_parent: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    slug: str = ""
    upc: str | None = None
    price: Decimal | None = None
    cost: Decimal | None = None
    currency: str = ""
    stock: dict[str, int] | None = None
    warehouse: str = ""
    product_class: str = ""
    new_product_class: str = ""
    is_public: bool | None = None
    priority: int | None = None
    withdrawal_exclusion: str | None = None
    is_final_sale: bool | None = None
    limits: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    units: dict[str, object] = field(default_factory=dict)
    categories: tuple[tuple[str, ...], ...] | None = None
    properties: dict[str, Property] = field(default_factory=dict)
    told: frozenset[str] | None = frozenset()
    options: tuple[str, ...] | None = None
    images: tuple[str, ...] | None = None
    related: tuple[str, ...] | None = None
    replaced_by: str | None = None
