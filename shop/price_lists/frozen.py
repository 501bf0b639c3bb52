"""How a line of an order came by its price, kept with the line for good."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shop.catalogue_promotions.models import CataloguePromotion
from shop.formats import format_money
from shop.money import round_money
from shop.partner.listed import OWN, SALE, PriceSource
from shop.partner.models import SalePrice
from shop.partner.price_list_models import PriceList
from shop.partner.prices import TaxedPrice
from shop.partner.sales import running


def frozen_explanations(lines: Sequence[Any]) -> list[dict[str, object]]:
    """Return for each basket line, whose offers are applied, what made its price: names, as they are now.

    Amounts are texts, gross at home as stored. One query where a list, another where a sale is among them.
    """
    prices = [line.purchase_info.price for line in lines]
    sources = [getattr(price, "source", None) for price in prices]
    lists = PriceList.objects.in_bulk({s.list_id for s in sources if s is not None and s.list_id})
    on_sale = [
        line.stockrecord_id
        for line, source in zip(lines, sources, strict=True)
        if source is not None and source.kind == SALE
    ]
    sales = _sales(on_sale)
    return [
        _frozen(line, price, source, lists, sales)
        for line, price, source in zip(lines, prices, sources, strict=True)
    ]


def _sales(record_ids: Sequence[int]) -> dict[int, str]:
    """Name the sale of each stock record."""
    if not record_ids:
        return {}
    held = SalePrice.objects.filter(running(), stockrecord__in=record_ids).order_by("start", "pk")
    rows = dict(held.values_list("stockrecord_id", "promotion_id"))
    names = dict(CataloguePromotion.objects.filter(pk__in=rows.values()).values_list("pk", "name"))
    return {record: names.get(promotion, "") for record, promotion in rows.items()}


def _frozen(
    line: Any,
    price: TaxedPrice,
    source: PriceSource | None,
    lists: dict[int, PriceList],
    sales: dict[int, str],
) -> dict[str, object]:
    if source is None:
        return {}
    found: dict[str, object] = {"kind": source.kind, "price": str(price.stored)}
    if source.list_id:
        of = lists.get(source.list_id)
        found |= {"list_id": source.list_id, "list": of.name if of else "", "from": source.min_quantity}
    if source.kind == SALE:
        found["sale"] = sales.get(line.stockrecord_id, "")
    if source.kind != OWN and line.stockrecord.price is not None:
        found["own"] = str(line.stockrecord.price)
    if given := [discount.offer.name for discount in line.discounts if discount.offer]:
        found["promotions"] = list(dict.fromkeys(given))
    return found


def told(frozen: Mapping[str, Any], currency: str) -> str:
    """Say in the reader's language what `frozen_explanations` kept; empty where nothing was special."""
    parts = []
    if frozen.get("list"):
        words = {"name": frozen["list"], "quantity": frozen.get("from", 1)}
        parts.append(_("Price list “%(name)s”, from %(quantity)d on") % words)
    if "sale" in frozen:
        parts.append(_("Sale “%(name)s”") % {"name": frozen["sale"] or "–"})
    if "own" in frozen:
        own = format_money(Decimal(frozen["own"]), currency)
        parts.append(_("ordinary price %(price)s") % {"price": own})
    if frozen.get("promotions"):
        parts.append(_("Promotions: %(names)s") % {"names": ", ".join(frozen["promotions"])})
    return " · ".join(parts)


def ordinary_amount(frozen: Mapping[str, Any], paid: Decimal, currency: str) -> Decimal | None:
    """Return what a line that came to `paid` before discounts would have come to without its sale.

    None for a line that was in no sale, or was no cheaper for it. `paid` is net or gross, wherever it goes:
    the ordinary price is put into the same ratio.
    """
    if "sale" not in frozen or "own" not in frozen:
        return None
    stored, own = Decimal(frozen["price"]), Decimal(frozen["own"])
    if not 0 < stored < own:
        return None
    return round_money(paid * own / stored, currency)
