"""The one place that answers: may this buyer see it, what does it cost, can it be had.

Oscar's door (`request.strategy`, `basket.strategy`) to the rules of `purchase`. Whoever
asks for many products at once uses `queries.purchase_infos` and gets the same answers.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import cached_property

from shop.money import is_payable
from shop.partner.buyers import Buyer, buyer_for
from shop.partner.gift_card_amounts import bounds_of, chosen_amount
from shop.partner.listed import context_number, read_lists
from shop.partner.models import StockRecord
from shop.partner.prices import AgreedPrice, TaxedPrice
from shop.partner.purchase import (
    HIDDEN,
    NOT_FOR_SALE,
    PurchaseInfo,
    as_seen_by,
    info_at_agreed_price,
    info_for_record,
)
from shop.partner.queries import purchase_info
from shop.partner.visibility import may_see
from shop.tax.classes import tax_class_of
from shop.tax.table import OUT_OF_SCOPE
from shop.user.models import User

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractLine
    from oscar.apps.catalogue.abstract_models import AbstractProduct

__all__ = ["PurchaseInfo", "Selector", "Strategy", "StrategyRequest"]


class Strategy:
    """Oscar's strategy interface for one buyer.

    Who the buyer is is found out at the first question, so that a page without prices
    never loads the session.
    """

    def __init__(
        self,
        request: HttpRequest | None = None,
        *,
        user: User | AnonymousUser | None = None,
        buyer: Buyer | None = None,
    ) -> None:
        self.request = request
        self._user = user
        if buyer is not None:
            self.buyer = buyer

    @cached_property
    def user(self) -> User | None:
        """The account that asks, or None."""
        user: User | AnonymousUser | None = self._user or getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def buyer(self) -> Buyer:
        """For whom prices are asked."""
        return buyer_for(self.user)

    def fetch_for_product(
        self,
        product: "AbstractProduct",
        stockrecord: StockRecord | None = None,
        *,
        held: int = 0,
        quantity: int = 1,
        family: int | None = None,
    ) -> PurchaseInfo:
        """Answer for a product in so many pieces; with a stock record, for that supplier's piece.

        `held` pieces of the record are reserved for this buyer; `family` counts those of all variants.
        """
        if stockrecord is None:
            return purchase_info(product, buyer=self.buyer, quantity=quantity)
        if not may_see(product, buyer=self.buyer):
            return HIDDEN
        info = info_for_record(
            stockrecord,
            product_class=product.get_product_class(),
            tax=self.buyer.tax,
            held=held,
            price_list=self.buyer.price_list,
            quantity=quantity,
            family=family,
        )
        return as_seen_by(self.buyer, info)

    def fetch_for_parent(self, product: "AbstractProduct") -> PurchaseInfo:
        """Answer for a product sold in variants."""
        return purchase_info(product, buyer=self.buyer)

    def fetch_for_line(self, line: "AbstractLine", stockrecord: StockRecord | None = None) -> PurchaseInfo:
        """Answer for a basket line, in its quantity, from its own stock record, which the order takes from.

        What the basket has reserved of it can be had by its buyer, and by nobody else. Prices of lists are
        read for all lines of the basket together. A price that was agreed (`Line.agreed_price`) is the
        answer, as long as the product is in the shop at all.
        """
        record = stockrecord or line.stockrecord
        if record and record.__dict__.get("listed_for") != context_number(self.buyer.price_list):
            read_lists(_records_beside(line, record), self.buyer.price_list)
        held = line.basket.reserved_quantities.get(record.pk, 0) if record and record.num_reserved else 0
        if getattr(line, "agreed_price", None) is not None:
            return self._at_agreed_price(line, record, held=held)
        info = self.fetch_for_product(
            line.product,
            record,
            held=held,
            quantity=max(line.quantity, 1),
            family=_family_quantity(line) if record and record.__dict__.get("listed") else None,
        )
        return self._with_chosen_amount(info, line) if line.product.get_product_class().is_gift_card else info

    def _at_agreed_price(self, line: Any, record: StockRecord, *, held: int) -> PurchaseInfo:
        parent = line.product.parent if line.product.is_child else None
        if not line.product.is_public or (parent is not None and not parent.is_public):
            return HIDDEN
        product_class = line.product.get_product_class()
        price = AgreedPrice(
            line.price_currency,
            line.agreed_price,
            is_net=line.agreed_is_net,
            tax_class=tax_class_of(product_class),
            tax=self.buyer.tax,
            stacks=line.agreed_allows_offers,
        )
        return info_at_agreed_price(record, price, product_class=product_class, held=held)

    def _with_chosen_amount(self, info: PurchaseInfo, line: Any) -> PurchaseInfo:
        """Price a gift card at what its buyer chose, where they choose; without an amount it has no price."""
        product_class = line.product.get_product_class()
        if info.stockrecord is None or not self.buyer.sees_prices or bounds_of(product_class) == (None, None):
            return info
        amount = chosen_amount(product_class, line.attributes.all())
        if amount is None or not is_payable(amount, info.price.currency):
            return NOT_FOR_SALE
        price = TaxedPrice(info.price.currency, amount, tax_class=OUT_OF_SCOPE, tax=self.buyer.tax)
        return info._replace(price=price, is_from=False)


def _lines_beside(line: "AbstractLine") -> list["AbstractLine"]:
    """Return the lines that were read with this one; itself where it came alone."""
    return list(line.basket._lines) if line.basket._lines is not None else [line]


def _records_beside(line: "AbstractLine", record: StockRecord) -> list[StockRecord]:
    return [record, *(beside.stockrecord for beside in _lines_beside(line) if beside.stockrecord)]


def _family_quantity(line: "AbstractLine") -> int:
    """Count the pieces of all variants of the line's product in its basket."""
    own, beside = line.product, (one for one in _lines_beside(line) if one.pk != line.pk)
    head = own.parent_id or own.pk
    return int(line.quantity) + sum(
        one.quantity for one in beside if (one.product.parent_id or one.product_id) == head
    )


class StrategyRequest(HttpRequest):
    """A request that knows its buyer's strategy; for annotations only."""

    strategy: Strategy


class Selector:
    """Choose the strategy of a request or of a user."""

    def strategy(
        self, request: HttpRequest | None = None, user: User | AnonymousUser | None = None, **kwargs: object
    ) -> Strategy:
        """Return the strategy for whoever asks; nobody given means the public prices."""
        return Strategy(request, user=user)
