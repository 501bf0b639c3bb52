"""What may be proposed for a placed order: frozen and serialisable. Amounts are gross, in its currency."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from shop.json_types import JsonObject

#: What becomes of a piece that comes back.
RESTOCK, SCRAP = "restock", "scrap"
DISPOSITIONS = (RESTOCK, SCRAP)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One proposed change; `kind` names it in JSON."""

    kind: ClassVar[str] = ""

    def as_json(self) -> JsonObject:
        """Return it as plain values, amounts as strings."""
        said = {
            name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(self).items()
        }
        return {"kind": self.kind, **said}


@dataclass(frozen=True, kw_only=True)
class AddLine(Proposal):
    """Sell so many pieces more, as a line of its own, at the buyer's price of today."""

    kind: ClassVar[str] = "add"
    product_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class SetQuantity(Proposal):
    """Let a line have so many pieces, those given up before not counted; none takes the line away."""

    kind: ClassVar[str] = "quantity"
    line_id: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class SwapProduct(Proposal):
    """Send as many pieces of another product in place of a line's."""

    kind: ClassVar[str] = "swap"
    line_id: int
    product_id: int


@dataclass(frozen=True, kw_only=True)
class SetShippingAddress(Proposal):
    """Send the order to another address; `country` is an ISO 3166-1 code of two letters."""

    kind: ClassVar[str] = "address"
    first_name: str = ""
    last_name: str = ""
    line1: str = ""
    line2: str = ""
    line3: str = ""
    line4: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    phone_number: str = ""


@dataclass(frozen=True, kw_only=True)
class SetDiscount(Proposal):
    """Take an amount off a line, or (None) off all goods in proportion; `reason` is shown with it."""

    kind: ClassVar[str] = "discount"
    line_id: int | None = None
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SetShipping(Proposal):
    """Choose another delivery method by its code, another charge, or both."""

    kind: ClassVar[str] = "shipping"
    method_code: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnPieces(Proposal):
    """Take pieces back that have gone out; `keep` is the fee that stays of what was paid for them."""

    kind: ClassVar[str] = "return"
    line_id: int
    quantity: int
    disposition: str = RESTOCK
    keep: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class CancelOrder(Proposal):
    """Call the whole order off."""

    kind: ClassVar[str] = "cancel"


KINDS: dict[str, type[Proposal]] = {
    each.kind: each
    for each in (
        AddLine,
        SetQuantity,
        SwapProduct,
        SetShippingAddress,
        SetDiscount,
        SetShipping,
        ReturnPieces,
        CancelOrder,
    )
}
_AMOUNTS = frozenset({"amount", "keep"})


def proposals_as_json(proposals: Iterable[Proposal]) -> list[JsonObject]:
    """Return proposals as plain values, in their order."""
    return [each.as_json() for each in proposals]


def proposals_from_json(rows: Sequence[JsonObject]) -> list[Proposal]:
    """Return proposals from plain values. Raises ValueError for what is none."""
    return [_from_json(row) for row in rows]


def _from_json(row: JsonObject) -> Proposal:
    kind = KINDS.get(str(row.get("kind")))
    if kind is None:
        raise ValueError(f"No change of an order is called {row.get('kind')!r}.")
    names = {field.name for field in fields(kind)}
    said = {name: value for name, value in row.items() if name != "kind"}
    if unknown := said.keys() - names:
        raise ValueError(f"{kind.kind} knows no {sorted(unknown)}.")
    try:
        for name in _AMOUNTS & said.keys():
            said[name] = None if said[name] is None else Decimal(said[name])
        return kind(**said)
    except (InvalidOperation, TypeError) as error:
        raise ValueError(f"{kind.kind}: {error}") from error
