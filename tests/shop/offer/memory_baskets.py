"""Baskets and offers in memory, for tests that try many: nothing is written, nothing is read."""

from decimal import Decimal

from django.utils import timezone

from shop.basket.models import Basket, Line
from shop.catalogue.models import Product, ProductClass
from shop.offer.eligibility import Situation
from shop.offer.evaluation import Evaluation
from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.offer.redeemers import Redeemer
from shop.partner.buyers import Buyer
from shop.partner.models import StockRecord
from shop.partner.strategy import Strategy
from shop.tax.situation import TaxSituation

WITHOUT_RANGE = ("Fixed price", "Shipping")
RATE = Decimal("0.19")
GERMANY = TaxSituation(country="DE", rates=(("standard", RATE, RATE),))


class Lines(list):
    """What `Basket.all_lines` returns, without a query."""


def basket_of(*lines):
    """A basket of (price, quantity) or (price, quantity, cost); products are numbered from 1."""
    basket = Basket(pk=1)
    basket.strategy = Strategy(buyer=Buyer(currency="EUR", tax=GERMANY))
    made = Lines()
    kind = ProductClass(pk=1, name="Vase", track_stock=False)
    for number, (price, quantity, *cost) in enumerate(lines, start=1):
        product = Product(pk=number, product_class=kind, is_public=True, is_discountable=True)
        record = StockRecord(
            pk=number,
            product=product,
            price=Decimal(price),
            price_currency="EUR",
            cost=Decimal(cost[0]) if cost and cost[0] is not None else None,
        )
        made.append(
            Line(
                pk=number,
                basket=basket,
                product=product,
                stockrecord=record,
                quantity=quantity,
                price_currency="EUR",
            )
        )
    basket._lines = made
    return basket


def offer_of(
    number, kind, value, *, needs=("Count", 1), on=None, counting=None, pieces=None, basket, **fields
):
    """An offer on the products numbered in `on` (None: all); `counting` are those of its condition."""
    value = None if value is None else Decimal(value)
    cheaper = None if kind.startswith(WITHOUT_RANGE) else _range(number * 2, on, basket)
    return ConditionalOffer(
        pk=number,
        name=f"Offer {number}",
        condition=Condition(
            pk=number,
            type=needs[0],
            value=Decimal(needs[1]),
            range=_range(number * 2 + 1, on if counting is None else counting, basket),
        ),
        benefit=Benefit(pk=number, type=kind, value=value, range=cheaper, max_affected_items=pieces),
        **{"exclusive": True, **fields},
    )


def _range(number, held, basket):
    everything = {line.product_id for line in basket.all_lines()}
    made = Range(pk=number, name=f"Range {number}", includes_all_products=held is None)
    made.remember(everything, everything if held is None else set(held))
    return made


def evaluate(basket, offers):
    """Apply the offers as the applicator does; return the verdicts."""
    for offer in offers:
        offer.named = ()
    for line in basket.all_lines():
        line.clear_discount()
    situation = Situation(
        buyer=basket.strategy.buyer, redeemer=Redeemer(), now=timezone.now(), offers=list(offers)
    )
    evaluation = Evaluation(basket, offers, situation)
    basket.verdicts = evaluation.run()
    basket.offer_applications = evaluation.applications
    return basket.verdicts


def discounts(basket):
    """What each line got, in the order of the products."""
    lines = sorted(basket.all_lines(), key=lambda line: line.product_id)
    return [line.discounts.total for line in lines]
