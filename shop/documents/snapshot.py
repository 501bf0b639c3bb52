"""What a document says, as it is frozen: plain data of an order, in the words of its own language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.utils import translation
from django.utils.translation import gettext as _

from shop.configuration.queries import charges_destination, document_settings, tax_country
from shop.documents.exceptions import DocumentRefusedError
from shop.documents.figures import DELIVERY, ZERO, Item, TaxTotal, rate_between, tax_totals
from shop.documents.models import Document, Scheme
from shop.documents.seller import seller
from shop.gift_cards.queries import is_gift_card
from shop.json_types import JsonObject
from shop.money import round_money
from shop.names import full_name
from shop.order.addresses import address_lines
from shop.order.models import Line, Order
from shop.order.totals import order_totals
from shop.payments.methods import payment_method_of
from shop.payments.queries import balance_of
from shop.tax.queries import situation
from shop.tax.situation import EXEMPT, EXPORT, REVERSE_CHARGE, TAXED
from shop.tax.table import STANDARD
from shop.tax.territories import is_union
from shop.time_zones import shop_day

if TYPE_CHECKING:
    from oscar.apps.address.abstract_models import AbstractAddress

Data = JsonObject
VERSION = 1
#: The parts of an address.
PARTS = ("name", "line1", "line2", "city", "postcode", "state", "country")
SCHEMES = {
    REVERSE_CHARGE: Scheme.INTRA_COMMUNITY,
    EXPORT: Scheme.EXPORT,
    EXEMPT: Scheme.EXEMPT,
}


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """A document's figures and its data, before it has a number."""

    items: Sequence[Item]
    taxes: Sequence[TaxTotal]
    country: str
    scheme: str
    buyer: str
    data: Data

    @property
    def net(self) -> Decimal:
        """The sum without tax."""
        return sum((total.net for total in self.taxes), ZERO)

    @property
    def tax(self) -> Decimal:
        """The tax."""
        return sum((total.tax for total in self.taxes), ZERO)


def plain(value: object) -> object:
    """Turn decimals and days into texts, all the way down, so that JSON keeps them exactly."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def treatment_of(order: Order) -> str:
    """Return how an order is taxed; orders from before it was kept were taxed."""
    return order.tax_treatment or TAXED


def items_of(order: Order, *, must_add_up: bool = True) -> list[Item]:
    """Return an order's lines and its delivery. Raises DocumentRefusedError where they are not its total."""
    lines = list(order.lines.order_by("pk"))
    known = [line.tax_rate for line in lines if line.tax_rate]
    found = [_line_item(order, line, known) for line in lines]
    if order.shipping_method or order.shipping_incl_tax:
        found.append(_delivery_item(order, known, is_voucher=all(item.is_voucher for item in found)))
    sums = (sum((item.net for item in found), ZERO), sum((item.gross for item in found), ZERO))
    if must_add_up and sums != (order.total_excl_tax, order.total_incl_tax):
        raise DocumentRefusedError(
            _("The items of order %(number)s do not add up to its total.") % {"number": order.number}
        )
    return found


def _line_item(order: Order, line: Line, known: Iterable[Decimal]) -> Item:
    net, gross = line.line_price_excl_tax, line.line_price_incl_tax
    rate = line.tax_rate
    if rate is None or (gross == net and treatment_of(order) != TAXED):
        rate = rate_between(net, gross, known, order.currency)
    return Item(
        line_id=line.pk,
        name=line.description,
        sku=line.partner_sku,
        quantity=line.quantity,
        net=net,
        gross=gross,
        net_before=line.line_price_before_discounts_excl_tax,
        gross_before=line.line_price_before_discounts_incl_tax,
        rate=rate.normalize() + 0,
        is_voucher=is_gift_card(line),
    )


def _delivery_item(order: Order, known: Sequence[Decimal], *, is_voucher: bool) -> Item:
    net, gross = order.shipping_excl_tax, order.shipping_incl_tax
    day = shop_day(order.date_placed)
    places = [situation(country=place, day=day) for place in (order.tax_country, "")]
    rates = [place.rate(order.shipping_tax_code or STANDARD) for place in places]
    return Item(
        kind=DELIVERY,
        name=order.shipping_method,
        net=net,
        gross=gross,
        # A delivery that is free bears the rate that is there, so that it adds no rate of its own.
        rate=rate_between(net, gross, [*rates, *known], order.currency) if gross else _highest(known),
        # Nor a category, beside gift cards alone.
        is_voucher=is_voucher and not gross,
    )


def _highest(known: Sequence[Decimal]) -> Decimal:
    return max(known, default=ZERO).normalize() + 0


def place_of_tax(order: Order) -> tuple[str, str]:
    """Return the country whose tax an order bears, and how it is declared."""
    home = tax_country()
    country = order.tax_country or (order.shipping_address.country_id if order.shipping_address else home)
    treatment = treatment_of(order)
    if treatment in SCHEMES:
        return country, SCHEMES[treatment]
    if country != home and is_union(country, order.tax_region):
        return (country, Scheme.OSS) if charges_destination() and is_union(home) else (home, Scheme.DOMESTIC)
    return country, Scheme.DOMESTIC if country == home else Scheme.ABROAD


def freeze(
    order: Order,
    items: Sequence[Item],
    *,
    supplied_on: date | None = None,
    taxed_as: Document | None = None,
    **more: object,
) -> Frozen:
    """Freeze what a document of these items says; `more` are parts of its data (`rows`, `payment` ...).

    It is taxed as the order is now, or as the document `taxed_as` was, which it corrects.
    """
    if taxed_as is not None:
        treatment, country, scheme = taxed_as.treatment, taxed_as.country, taxed_as.scheme
    else:
        treatment = treatment_of(order)
        country, scheme = place_of_tax(order)
    totals = tax_totals(items, treatment)
    with translation.override(order.language or None):
        buyer = _buyer(order)
        frozen = Frozen(
            items=items,
            taxes=totals,
            country=country,
            scheme=scheme,
            buyer=buyer["name"][:200],
            data={
                "version": VERSION,
                "language": order.language or translation.get_language(),
                "currency": order.currency,
                "shows_net": order.shows_net,
                "treatment": treatment,
                "certificate": order.tax_certificate,
                "seller": asdict(seller()),
                "buyer": buyer,
                "delivery_address": _address(order.shipping_address),
                "order": _order(order),
                "supplied_on": supplied_on,
                "items": [asdict(item) for item in items],
                "taxes": [asdict(total) for total in totals],
                **more,
            },
        )
    amounts = {"net": frozen.net, "tax": frozen.tax, "gross": frozen.net + frozen.tax}
    data = {**frozen.data, "totals": amounts, "reported": _reported(frozen)}
    return replace(frozen, data=cast("Data", plain(data)))


def _reported(frozen: Frozen) -> Data | None:
    """The tax in the currency that the shop reports in, where that is another."""
    said = document_settings()
    currency, rate = said.reporting_currency, said.reporting_rate
    if not (currency and rate) or currency == frozen.data["currency"]:
        return None
    return {"currency": currency, "rate": rate, "tax": round_money(frozen.tax * rate, currency)}


def shown_rows(order: Order) -> list[list[object]]:
    """Return the rows between lines and sums as the buyer saw them: kind, name, amount."""
    totals = order_totals(order)
    rows: list[list[object]] = [["goods", "", totals.goods]]
    rows += [["discount", name, -amount] for name, amount in totals.discounts]
    if totals.delivery is not None:
        rows.append(["delivery", totals.delivery_name, totals.delivery])
        rows += [["discount", name, -amount] for name, amount in totals.delivery_discounts]
    return rows


def payment_facts(order: Order) -> Data:
    """Say how an order is paid, what has come, and until when the rest is due."""
    method = payment_method_of(order)
    balance = balance_of(order)
    paid = order.total_incl_tax if order.paid_at else min(max(balance.kept, ZERO), order.total_incl_tax)
    said = method.instructions_for(order) if method and not order.paid_at else {}
    return {
        "method": method.code if method else "",
        "name": str(method.name) if method else "",
        "paid": paid,
        "paid_on": shop_day(order.paid_at) if order.paid_at else None,
        "due": order.total_incl_tax - paid,
        "due_on": said.get("due"),
        "discount": _early_payment(said),
        "reference": order.number,
    }


def _order(order: Order) -> Data:
    """Name the order by its number, and by the buyer's own if they gave one."""
    named = {"number": order.number, "placed_on": shop_day(order.date_placed)}
    return {**named, "po_number": order.po_number} if order.po_number else named


def _early_payment(said: Mapping[str, object]) -> Data | None:
    """Keep what paying early takes off, as the method says it; None where nothing was agreed."""
    if not said.get("discount"):
        return None
    return {
        "percent": said["discount_percent"],
        "until": said["discount_until"],
        "amount": said["discount"],
    }


def _buyer(order: Order) -> Data:
    address = order.billing_address or order.shipping_address
    found = _address(address) or dict.fromkeys(PARTS, "") | {"lines": []}

    return {**found, "vat_id": order.vat_id, "email": order.email or ""}


def _address(address: "AbstractAddress | None") -> Data | None:
    """Keep an address as it is written and in parts."""
    if address is None:
        return None
    return {
        "name": full_name(address.first_name, address.last_name) or address.line1,
        "lines": address_lines(address),
        "line1": address.line1,
        "line2": address.line2,
        "city": address.line4,
        "postcode": address.postcode,
        "state": address.state,
        "country": address.country_id,
    }
