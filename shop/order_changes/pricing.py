"""What a product and a delivery cost the buyer of a placed order today."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from oscar.core.prices import Price

from shop.b2b.queries import company_of
from shop.catalogue.models import Product
from shop.order.models import Order
from shop.order_changes.state import OrderState
from shop.partner.buyers import Buyer, customer_buyer
from shop.partner.strategy import PurchaseInfo, Strategy
from shop.shipping.methods import DeliveryMethod
from shop.shipping.table import delivery_codes
from shop.tax.queries import situation
from shop.tax.services import situation_for
from shop.tax.situation import TaxSituation
from shop.tax.table import STANDARD
from shop.time_zones import shop_day


@dataclass
class Pricing:
    """Prices for whoever placed `order`, in its place of supply; asked once each."""

    order: Order

    @cached_property
    def buyer(self) -> Buyer:
        """Who buys, taxed as the order is, by the rates of today."""
        found = customer_buyer(self.order.user)
        return replace(found, tax=self.tax_on(shop_day()), currency=self.order.currency)

    def tax_on(self, day: date) -> TaxSituation:
        """Return the order's tax situation by the rates of a day."""
        return situation(
            country=self.order.tax_country,
            region=self.order.tax_region,
            is_company=self.order.shows_net or self._company is not None,
            vat_id=self.order.vat_id,
            vat_check_id=self.order.vat_check_id,
            certificate=self.order.tax_certificate,
            day=day,
        )

    @cached_property
    def _company(self) -> object:
        return company_of(self.order.user) if self.order.user else None

    def tax_at(self, address: dict[str, str]) -> TaxSituation:
        """Return the tax situation of a delivery to another address, today."""
        return situation_for(
            country=address["country"],
            state=address["state"],
            postcode=address["postcode"],
            company=self._company,
            vat_id=self.order.vat_id,
        )

    def of_product(self, product: Product, *, tax: TaxSituation | None, quantity: int = 1) -> PurchaseInfo:
        """Return what a piece costs who takes so many now; taxed as the order is, or as `tax` says."""
        buyer = self.buyer if tax is None else replace(self.buyer, tax=tax)
        strategy = Strategy(user=self.order.user, buyer=buyer)
        return strategy.fetch_for_product(product, quantity=quantity)

    def shipping_rate(self, tax: TaxSituation | None) -> Decimal:
        """Return the rate that the delivery bears: that of the day of the order, or of `tax`."""
        found = tax or self.tax_on(shop_day(self.order.date_placed))
        return found.rate(STANDARD)

    def delivery(self, code: str, state: OrderState, *, tax: TaxSituation | None) -> Price | None:
        """Return the charge of a delivery method for goods as they are now; None where it does not go."""
        place = dict(state.address)
        method = DeliveryMethod(
            code=code, country=place.get("country", ""), postcode=place.get("postcode") or None
        )
        if code not in delivery_codes():
            return None
        buyer = self.buyer if tax is None else replace(self.buyer, tax=tax)
        goods: Any = Goods(state=state, _strategy=Strategy(user=self.order.user, buyer=buyer))
        return method.calculate(goods) if method.carries(goods) else None


@dataclass(frozen=True, kw_only=True)
class GoodsLine:
    """Pieces of a product, as far as their weight is asked."""

    product: Product | None
    quantity: int


@dataclass(frozen=True)
class Goods:
    """What a delivery method asks of a basket, answered by an order's state."""

    state: OrderState
    _strategy: Strategy

    @property
    def currency(self) -> str:
        """The order's currency."""
        return self.state.currency

    @property
    def total_incl_tax(self) -> Decimal:
        """What the goods come to, gross, discounts taken off."""
        return self.state.goods_gross

    def all_lines(self) -> list[GoodsLine]:
        """List the pieces that are delivered. One query."""
        keys = [line.product_id for line in self.state.lines if line.product_id]
        products = Product.objects.select_related("parent").in_bulk(keys)
        return [
            GoodsLine(product=products.get(line.product_id or 0), quantity=line.kept)
            for line in self.state.lines
        ]
