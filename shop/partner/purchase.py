"""The rule behind every price and availability: pure functions over rows already loaded.

`queries` loads the rows, for one product or for hundreds; `strategy` is the door.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from oscar.apps.partner.availability import Available, Base, Unavailable
from oscar.apps.partner.prices import Unavailable as UnavailablePrice

from shop.configuration.queries import lowest_list_price_wins
from shop.partner.availability import BackorderAvailability, LogInToBuy, StockRequired
from shop.partner.buyers import PUBLIC, Buyer
from shop.partner.listed import held_price, prices_by_list, tiers_of
from shop.partner.models import StockRecord
from shop.partner.prices import AgreedPrice, TaxedPrice
from shop.tax.classes import tax_class_of
from shop.tax.situation import TaxSituation


class PurchaseInfo(NamedTuple):
    """May this buyer see it, what does it cost them, can they have it.

    `price` and `availability` are Oscar's policies (`price.exists`, `price.incl_tax` gross in
    `price.currency`; `availability.is_available_to_buy`). `is_from` marks a parent's price, its cheapest
    variant's, and that of a gift card whose buyer chooses the amount. `variant_id` is which of its variants
    its page selects: the first that
    can be had, else the first. An invisible product has neither price nor availability.
    """

    price: Any
    availability: Base
    stockrecord: StockRecord | None
    is_from: bool = False
    is_visible: bool = True
    variant_id: int | None = None

    @property
    def supply(self) -> Base:
        """Whether it is there, also where this buyer has to log in before they may buy it."""
        return self.availability.behind if isinstance(self.availability, LogInToBuy) else self.availability

    @property
    def num_available(self) -> int | None:
        """How many pieces are left; None where stock is not counted."""
        if isinstance(self.supply, Unavailable):
            return 0
        return getattr(self.supply, "num_available", None)


HIDDEN = PurchaseInfo(
    price=UnavailablePrice(), availability=Unavailable(), stockrecord=None, is_visible=False
)
NOT_FOR_SALE = PurchaseInfo(price=UnavailablePrice(), availability=Unavailable(), stockrecord=None)


def record_for(
    records: Iterable[StockRecord],
    *,
    buyer: Buyer,
    product_class: "ProductClassTerms | None" = None,
    quantity: int = 1,
) -> StockRecord | None:
    """Choose the supplier: one that can sell the piece before one that cannot, then this buyer's cheapest.

    Records without a price for this buyer, at this quantity, or in another currency than theirs do not count.
    Returns None when nothing is left.
    """
    rate = buyer.tax.home_rate(tax_class_of(product_class))
    usable = [
        (record.num_sellable <= 0, price, record.pk, record)
        for record in records
        if record.price_currency == buyer.currency
        and (price := price_held(record, price_list=buyer.price_list, home_rate=rate, quantity=quantity))
        is not None
    ]
    return min(usable, key=lambda found: found[:3])[3] if usable else None


def price_held(
    record: StockRecord, *, price_list: str, home_rate: Decimal, quantity: int = 1
) -> Decimal | None:
    """Return the stored price (gross at home) of one piece for a price context; None where there is none."""
    rows = prices_by_list(record, price_list, home_rate=home_rate)
    held = held_price(record, rows, quantity=quantity, lowest_wins=lowest_list_price_wins())
    return None if held is None else held.stored


class ProductClassTerms(Protocol):
    """What a product class says of price and stock."""

    @property
    def slug(self) -> str:
        """The name in addresses."""

    @property
    def track_stock(self) -> bool:
        """Whether its stock is counted."""

    @property
    def is_gift_card(self) -> bool:
        """Whether it is worth money."""

    @property
    def gift_card_maximum(self) -> Decimal | None:
        """The largest amount that may be chosen; None where it is fixed."""


def info_for_record(
    record: StockRecord | None,
    *,
    product_class: ProductClassTerms | None,
    tax: TaxSituation,
    held: int = 0,
    price_list: str = PUBLIC,
    quantity: int = 1,
    family: int | None = None,
) -> PurchaseInfo:
    """Price and availability of one stock record; the price, stored gross at home, for this tax.

    `held` pieces are reserved for this very buyer, who therefore can have them. The price is that of a price
    context for so many pieces; `family` counts those of all variants of the product.
    """
    if record is None:
        return NOT_FOR_SALE
    tax_class, lowest_wins = tax_class_of(product_class), lowest_list_price_wins()
    rows = prices_by_list(record, price_list, home_rate=tax.home_rate(tax_class))
    holding = held_price(record, rows, quantity=quantity, family=family, lowest_wins=lowest_wins)
    if holding is None:
        return NOT_FOR_SALE
    price = TaxedPrice.held(
        record.price_currency,
        holding,
        tax_class=tax_class,
        tax=tax,
        stored_tiers=tiers_of(record, rows, lowest_wins=lowest_wins) if rows else (),
    )
    availability = _availability_of(record, product_class, held)
    is_chosen = product_class is not None and product_class.gift_card_maximum is not None
    return PurchaseInfo(price=price, availability=availability, stockrecord=record, is_from=is_chosen)


def info_at_agreed_price(
    record: StockRecord, price: AgreedPrice, *, product_class: ProductClassTerms | None, held: int = 0
) -> PurchaseInfo:
    """Answer for a piece whose price was agreed: it needs no price of its own, stock it does."""
    availability = _availability_of(record, product_class, held)
    return PurchaseInfo(price=price, availability=availability, stockrecord=record)


def as_seen_by(buyer: Buyer, info: PurchaseInfo) -> PurchaseInfo:
    """Keep price and purchase from a buyer who sees no prices; that it can be had is no secret."""
    if buyer.sees_prices:
        return info
    return PurchaseInfo(
        price=UnavailablePrice(), availability=LogInToBuy(info.availability), stockrecord=info.stockrecord
    )


def info_for_parent(children: Sequence[PurchaseInfo]) -> PurchaseInfo:
    """A parent costs "from" its cheapest variant (one that can be had before one that cannot).

    It can be had when one variant can; it has no stock record of its own.
    """
    priced = [info for info in children if info.price.exists]
    if not priced:
        return _without_price(children)
    cheapest = min(priced, key=lambda i: (not i.availability.is_available_to_buy, i.price.incl_tax))
    return PurchaseInfo(
        price=cheapest.price,
        availability=Available() if cheapest.availability.is_available_to_buy else Unavailable(),
        stockrecord=None,
        is_from=len({info.price.incl_tax for info in priced}) > 1,
    )


def _availability_of(record: StockRecord, product_class: ProductClassTerms | None, held: int) -> Base:
    counted = product_class is None or product_class.track_stock
    return _availability(record, held) if counted else Available()


def _without_price(children: Sequence[PurchaseInfo]) -> PurchaseInfo:
    """A parent none of whose variants has a price for this buyer, who may have to log in for it."""
    kept_back = [info.supply for info in children if isinstance(info.availability, LogInToBuy)]
    if not kept_back:
        return NOT_FOR_SALE
    is_there = any(supply.is_available_to_buy for supply in kept_back)
    return NOT_FOR_SALE._replace(availability=LogInToBuy(Available() if is_there else Unavailable()))


def _availability(record: StockRecord, held: int) -> StockRequired:
    free = record.net_stock_level + held
    if not record.backorder_cap:
        return StockRequired(free)
    return BackorderAvailability(
        free,
        num_available=max(0, free + record.backorder_cap),
        is_new=record.policy == record.Policy.PREORDER,
        promise_date=record.promised_day,
    )
