"""What the basket page, the drawer and the checkout's summary show, as plain rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from oscar.apps.shipping.methods import Base

from shop.basket.discounts import delivery_discount, goods_discounts
from shop.basket.gift_rows import GiftRow, gift_rows, hints
from shop.basket.limits import limit_problems
from shop.basket.models import Basket, Line
from shop.basket.totals import (
    basket_totals,
    shown_before_sale,
    shown_price,
    shown_unit_before,
    shown_unit_price,
)
from shop.catalogue.images import Picture
from shop.catalogue.limits import QuantityLimits, limits_of
from shop.catalogue.units import unit_name
from shop.partner.money import unit_price
from shop.partner.purchase import PurchaseInfo
from shop.partner.tiers import saving_hint
from shop.shipping.methods import delivery_of
from shop.shipping.repository import Repository
from shop.tax.totals import Totals


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """One line as shown; amounts net or gross as its buyer sees prices, in the basket's currency.

    `pack_price` is what one piece of a pack costs, None where a pack holds one; `saving` says what the next
    quantity price saves; `unit` is what so many are called. `unit_before` is one piece's
    price without the sale, `before_discount` what the line comes to without sale and offers; None where that
    is no other.
    """

    line: Line
    title: str
    url: str
    image: Picture | None
    quantity: int | str
    unit_price: Decimal | None
    unit_before: Decimal | None
    total: Decimal | None
    before_discount: Decimal | None
    most: int | None
    limits: QuantityLimits
    pack_price: Decimal | None
    saving: str
    unit: str
    warning: str
    error: str

    @property
    def pk(self) -> int:
        """The line's primary key."""
        return self.line.pk


@dataclass(frozen=True, kw_only=True)
class VoucherRow:
    """A voucher of the basket; one that gives nothing for these goods `is_idle`."""

    pk: int
    code: str
    name: str
    is_idle: bool


@dataclass(frozen=True, kw_only=True)
class BasketSummary:
    """The whole basket as shown: lines, free gifts, what they come to, and the standard delivery.

    `hints` say what is missing for offers that are not reached yet.
    """

    rows: list[LineRow]
    currency: str
    pieces: int
    totals: Totals
    arrives_on: date | None
    free_delivery_missing: Decimal
    can_be_ordered: bool
    vouchers: list[VoucherRow]
    gifts: list[GiftRow]
    hints: list[str]

    @property
    def lines(self) -> list[Line]:
        """The lines of the basket."""
        return [row.line for row in self.rows]


def basket_summary(
    basket: Basket, *, typed: Mapping[int, str] | None = None, errors: Mapping[int, str] | None = None
) -> BasketSummary:
    """Describe a basket with its offers applied; `typed` and `errors` by line keep what was refused."""
    lines = list(basket.all_lines())
    problems = limit_problems(lines)
    rows = [_row(line, typed=typed or {}, errors=errors or {}, problems=problems) for line in lines]
    method = Repository().get_default_shipping_method(basket)
    delivery = delivery_of(method)
    charge = method.calculate(basket) if method else None
    return BasketSummary(
        rows=rows,
        currency=basket.currency or basket.strategy.buyer.currency,
        pieces=basket.num_items,
        totals=basket_totals(basket, method=method, charge=charge),
        arrives_on=delivery.arrives_on() if delivery else None,
        free_delivery_missing=(
            delivery.missing_for_free(basket) if delivery and charge and charge.incl_tax else Decimal(0)
        ),
        can_be_ordered=bool(rows) and not any(row.warning for row in rows),
        vouchers=_voucher_rows(basket, method),
        gifts=gift_rows(basket),
        hints=hints(basket),
    )


def _voucher_rows(basket: Basket, method: Base | None) -> list[VoucherRow]:
    off_delivery = delivery_discount(basket, method)
    given = [*goods_discounts(basket), *([off_delivery] if off_delivery else [])]
    giving = {one.application["voucher"] for one in given}
    giving |= {one["voucher"] for one in basket.post_order_actions}
    return [
        VoucherRow(
            pk=checked.voucher.pk,
            code=checked.voucher.code,
            name=checked.voucher.name,
            is_idle=checked.voucher not in giving,
        )
        for checked in basket.checked_vouchers
        if not checked.problem
    ]


def _row(
    line: Line, *, typed: Mapping[int, str], errors: Mapping[int, str], problems: Mapping[int, str]
) -> LineRow:
    info, limits = line.purchase_info, limits_of(line.product)
    total, each = shown_price(line), shown_unit_price(line)
    full = shown_before_sale(line) or shown_price(line, discounted=False)
    return LineRow(
        line=line,
        title=line.description,
        url=line.product.get_absolute_url(),
        image=_picture(line),
        quantity=typed.get(line.pk, line.quantity),
        unit_price=each,
        unit_before=shown_unit_before(line),
        total=total,
        before_discount=full if full != total else None,
        most=info.num_available,
        limits=limits,
        pack_price=unit_price(each, limits.pack_size, currency=line.price_currency),
        saving=saving_hint(info.price, line.quantity, most=_most(info, limits)),
        unit=unit_name(line.product, line.quantity),
        warning=_warning(line, info) or problems.get(line.product_id, ""),
        error=errors.get(line.pk, ""),
    )


def _most(info: PurchaseInfo, limits: QuantityLimits) -> int | None:
    found = [number for number in (limits.maximum, info.num_available) if number is not None]
    return min(found, default=None)


def _picture(line: Line) -> Picture | None:
    name: str | None = line.picture  # type: ignore[attr-defined]  # read with the lines
    return Picture(name=name) if name else None


def _warning(line: Line, info: PurchaseInfo) -> str:
    """Say what stands between this line and an order."""
    if not info.price.exists:
        return _("This product is no longer available. Please remove it.")
    permitted, reason = info.availability.is_purchase_permitted(line.quantity)
    if permitted:
        return ""
    if info.num_available:
        return _("Please lower the quantity: %(reason)s.") % {"reason": reason}
    return _("This product is sold out. Please remove it.")
