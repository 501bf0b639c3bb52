"""What an order is at one moment, as plain values: read, planned with, kept as proof, written back."""

import dataclasses
import hashlib
import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from shop.json_types import JsonObject
from shop.order.models import Line, Order, OrderDiscount, ShippingAddress
from shop.order_changes.goods import quantities_in_hand
from shop.payments.queries import refunded_quantities

NOTHING = Decimal("0.00")
ADDRESS_FIELDS = (
    "first_name",
    "last_name",
    "line1",
    "line2",
    "line3",
    "line4",
    "state",
    "postcode",
    "country",
    "phone_number",
)
TAX_FIELDS = ("tax_country", "tax_region", "tax_treatment", "vat_id", "tax_certificate")


@dataclass(frozen=True, kw_only=True)
class LineState:
    """A line of an order.

    `quantity` was bought in all, `given_up` of them (worth `money_given_up`) are paid back or due no more.
    `sent` have gone out, `in_hand` are picked or packed, `cancelled` are not sent. `discounts` are (order
    discount, amount) off it. `key` names a line that is not written yet, too. `is_gift`: it came for nothing
    with the others.
    """

    key: str
    line_id: int | None
    product_id: int | None
    stockrecord_id: int | None
    title: str
    sku: str
    quantity: int
    unit_net: Decimal
    unit_gross: Decimal
    before_net: Decimal
    before_gross: Decimal
    net: Decimal
    gross: Decimal
    rate: Decimal | None
    tax_code: str
    given_up: int = 0
    money_given_up: Decimal = NOTHING
    sent: int = 0
    in_hand: int = 0
    cancelled: int = 0
    discounts: tuple[tuple[str, Decimal], ...] = ()
    attributes: tuple[tuple[int | None, str, object], ...] = ()
    is_gift: bool = False

    @property
    def kept(self) -> int:
        """How many pieces the buyer keeps, or is to get."""
        return self.quantity - self.given_up

    @property
    def kept_gross(self) -> Decimal:
        """What the pieces that the buyer keeps cost."""
        return self.gross - self.money_given_up

    @property
    def to_send(self) -> int:
        """How many pieces have still to go out."""
        return self.quantity - self.cancelled - self.sent

    @property
    def returnable(self) -> int:
        """How many pieces have gone out and may still come back."""
        return max(self.sent - (self.given_up - self.cancelled), 0)

    @property
    def tax(self) -> Decimal:
        """What of its gross is tax."""
        return self.gross - self.net


@dataclass(frozen=True, kw_only=True)
class DiscountState:
    """What an offer, a voucher or a member of staff took off; `key` names one that is not written yet."""

    key: str
    discount_id: int | None
    name: str
    amount: Decimal
    net: Decimal | None
    category: str = OrderDiscount.BASKET
    offer_id: int | None = None
    voucher_id: int | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether staff gave it."""
        return self.offer_id is None and self.voucher_id is None


@dataclass(frozen=True, kw_only=True)
class OrderState:
    """An order's lines, discounts, delivery and tax."""

    currency: str
    lines: tuple[LineState, ...]
    discounts: tuple[DiscountState, ...]
    shipping_net: Decimal
    shipping_gross: Decimal
    shipping_code: str
    shipping_method: str
    address: tuple[tuple[str, str], ...]
    tax: tuple[tuple[str, str], ...]
    vat_check_id: int | None = None
    is_cancelled: bool = False

    @property
    def goods_net(self) -> Decimal:
        """What the lines come to, net."""
        return sum((line.net for line in self.lines), NOTHING)

    @property
    def goods_gross(self) -> Decimal:
        """What the lines come to, gross."""
        return sum((line.gross for line in self.lines), NOTHING)

    @property
    def keeps_goods(self) -> bool:
        """Whether the buyer keeps any piece that was bought; free gifts do not count."""
        return any(line.kept and not line.is_gift for line in self.lines)

    @property
    def total_net(self) -> Decimal:
        """What all comes to, net."""
        return self.goods_net + self.shipping_net

    @property
    def total_gross(self) -> Decimal:
        """What all comes to, gross."""
        return self.goods_gross + self.shipping_gross

    @property
    def total_tax(self) -> Decimal:
        """The tax of all."""
        return self.total_gross - self.total_net

    def line(self, line_id: int) -> LineState | None:
        """Return a written line by its key."""
        return next((line for line in self.lines if line.line_id == line_id), None)

    def with_line(self, changed: LineState) -> "OrderState":
        """Return the state with a line in place of that of the same key, or after all."""
        if any(line.key == changed.key for line in self.lines):
            lines = tuple(changed if line.key == changed.key else line for line in self.lines)
        else:
            lines = (*self.lines, changed)
        return dataclasses.replace(self, lines=lines)

    def as_json(self) -> JsonObject:
        """Return it as plain values."""
        found: JsonObject = json.loads(json.dumps(asdict(self), default=str))
        return found


def read_state(order: Order) -> OrderState:
    """Read an order as it is. Seven queries."""
    given_up = refunded_quantities(order)
    in_hand = quantities_in_hand(order)
    lines = order.lines.order_by("pk").prefetch_related("attributes", "discounts")
    return OrderState(
        currency=order.currency,
        lines=tuple(
            _line_state(line, given_up=given_up.get(line.pk, (0, NOTHING)), in_hand=in_hand.get(line.pk, 0))
            for line in lines
        ),
        discounts=tuple(_discount_state(each) for each in order.discounts.order_by("pk")),
        shipping_net=order.shipping_excl_tax,
        shipping_gross=order.shipping_incl_tax,
        shipping_code=order.shipping_code,
        shipping_method=order.shipping_method,
        address=address_values(order.shipping_address),
        tax=tuple((name, getattr(order, name)) for name in TAX_FIELDS),
        vat_check_id=order.vat_check_id,
        is_cancelled=order.is_cancelled,
    )


def address_values(address: ShippingAddress | None) -> tuple[tuple[str, str], ...]:
    """Return an address as pairs; empty for what is not sent."""
    if address is None:
        return ()
    values = {name: str(getattr(address, name) or "") for name in ADDRESS_FIELDS}
    return tuple({**values, "country": address.country_id or ""}.items())


def _line_state(line: Line, *, given_up: tuple[int, Decimal], in_hand: int) -> LineState:
    return LineState(
        key=f"line-{line.pk}",
        line_id=line.pk,
        product_id=line.product_id,
        stockrecord_id=line.stockrecord_id,
        title=line.title,
        sku=line.partner_sku,
        quantity=line.quantity,
        unit_net=line.unit_price_excl_tax or NOTHING,
        unit_gross=line.unit_price_incl_tax or NOTHING,
        before_net=line.line_price_before_discounts_excl_tax,
        before_gross=line.line_price_before_discounts_incl_tax,
        net=line.line_price_excl_tax,
        gross=line.line_price_incl_tax,
        rate=line.tax_rate,
        tax_code=line.tax_code or "",
        given_up=given_up[0],
        money_given_up=given_up[1],
        sent=line.num_dispatched,
        in_hand=in_hand,
        cancelled=line.num_cancelled,
        discounts=tuple((f"discount-{off.order_discount_id}", off.amount) for off in line.discounts.all()),
        attributes=tuple((said.option_id, said.type, said.value) for said in line.attributes.all()),
        is_gift=line.is_gift,
    )


def _discount_state(row: OrderDiscount) -> DiscountState:
    return DiscountState(
        key=f"discount-{row.pk}",
        discount_id=row.pk,
        name=row.offer_name or "",
        amount=row.amount,
        net=row.amount_excl_tax,
        category=row.category,
        offer_id=row.offer_id,
        voucher_id=row.voucher_id,
    )


def state_from_json(said: JsonObject) -> OrderState:
    """Return a state that was kept as plain values."""
    lines = tuple(_line_from_json(row) for row in said["lines"])
    discounts = tuple(
        DiscountState(**{**row, "amount": Decimal(row["amount"]), "net": _money(row["net"])})
        for row in said["discounts"]
    )
    pairs = {name: tuple((key, value) for key, value in said[name]) for name in ("address", "tax")}
    amounts = {name: Decimal(said[name]) for name in ("shipping_net", "shipping_gross")}
    return OrderState(**{**said, "lines": lines, "discounts": discounts, **pairs, **amounts})


def impersonal(said: object) -> JsonObject:
    """Return what was kept of a state without address and without what the buyer said about lines."""
    known = {field.name for field in dataclasses.fields(OrderState)}
    if not isinstance(said, dict) or not known <= said.keys():
        return {}
    lines = [{**line, "attributes": []} for line in said["lines"]]
    return {name: said[name] for name in known} | {"address": [], "lines": lines}


_LINE_AMOUNTS = (
    "unit_net",
    "unit_gross",
    "before_net",
    "before_gross",
    "net",
    "gross",
    "rate",
    "money_given_up",
)


def _line_from_json(row: JsonObject) -> LineState:
    amounts = {name: _money(row[name]) for name in _LINE_AMOUNTS}
    discounts = tuple((key, Decimal(amount)) for key, amount in row["discounts"])
    attributes = tuple((option, kind, value) for option, kind, value in row["attributes"])
    return LineState(**{**row, **amounts, "discounts": discounts, "attributes": attributes})


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def digest(*parts: object) -> str:
    """Return a short name of plain values; equal values, equal name."""
    text = json.dumps(parts, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
