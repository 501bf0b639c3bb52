"""What a promotion changed: those who could have it beside the holdout, with the bounds of chance.

Counted are the buyers (`shop.offer.holdout`) whose baskets with something in them were begun while the
promotion ran. For each the money of their orders without tax, nothing for who ordered none: so the report
compares everybody who was drawn, and not only those who bought. The difference of the means has the standard
error sqrt(v1 / n1 + v2 / n2) (Welch), with v the variances of the samples; its bounds are 1.96 of it on
either side, which hold the true difference in 95 of 100 such comparisons.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from shop.basket.models import Basket, Line
from shop.configuration.queries import shop_currency
from shop.offer.holdout import buyer_key, is_drawn
from shop.offer.models import ConditionalOffer
from shop.order.models import Order
from shop.order_statuses import CANCELLED

Z95 = 1.96
FEWEST = 30
#: So many baskets are read; a promotion with more is compared by its latest.
MOST = 200_000


@dataclass(frozen=True, kw_only=True)
class Group:
    """Buyers of one side: how many, how many of them ordered, and what they spent on average."""

    buyers: int
    ordered: int
    mean: float
    variance: float

    @property
    def rate(self) -> float:
        """The share that ordered, in per cent."""
        return 100 * self.ordered / self.buyers if self.buyers else 0.0


@dataclass(frozen=True, kw_only=True)
class Difference:
    """By how much the side with the promotion is above the holdout, with the bounds of chance."""

    value: float
    low: float
    high: float

    @property
    def is_certain(self) -> bool:
        """Whether both bounds lie on one side of nothing."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, kw_only=True)
class HoldoutReport:
    """Both sides, and the differences in money for each buyer and in the share that ordered (points)."""

    treated: Group
    held: Group

    @property
    def is_enough(self) -> bool:
        """Whether each side has buyers enough for bounds that mean something."""
        return min(self.treated.buyers, self.held.buyers) >= FEWEST

    @property
    def money(self) -> Difference:
        """The difference in what a buyer spent."""
        return _difference(
            self.treated.mean - self.held.mean,
            self.treated.variance / max(self.treated.buyers, 1),
            self.held.variance / max(self.held.buyers, 1),
        )

    @property
    def points(self) -> Difference:
        """The difference of the shares that ordered, in points of per cent."""
        one, other = self.treated.rate / 100, self.held.rate / 100
        found = _difference(
            one - other,
            one * (1 - one) / max(self.treated.buyers, 1),
            other * (1 - other) / max(self.held.buyers, 1),
        )
        return Difference(value=100 * found.value, low=100 * found.low, high=100 * found.high)


def _difference(value: float, *errors: float) -> Difference:
    reach = Z95 * sqrt(sum(errors))
    return Difference(value=value, low=value - reach, high=value + reach)


def holdout_report(offer: ConditionalOffer, *, since: datetime) -> HoldoutReport | None:
    """Compare both sides since a moment; None for an offer that is held from nobody. Two queries."""
    if not offer.holdout_percent or offer.offer_type != offer.SITE:
        return None
    until = min(offer.end_datetime or timezone.now(), timezone.now())
    begun = Basket.objects.filter(
        Exists(Line.objects.filter(basket=OuterRef("pk"))), date_created__gte=since, date_created__lte=until
    ).exclude(status=Basket.MERGED)
    spent = dict(_spent(since))
    money: dict[str, float] = defaultdict(float)
    ordered: set[str] = set()
    rows = begun.order_by("-pk").values_list("pk", "owner_id", "owner__drawn_as", "public_id")[:MOST]
    for pk, owner_id, drawn_as, public_id in rows.iterator(chunk_size=2_000):
        key = buyer_key(user_id=owner_id, drawn_as=drawn_as, basket_id=public_id)
        money[key] += spent.get(pk, 0.0)
        if pk in spent:
            ordered.add(key)
    held = {key for key in money if is_drawn(offer.pk, key, offer.holdout_percent)}
    return HoldoutReport(
        treated=_group({key: sum_ for key, sum_ in money.items() if key not in held}, ordered),
        held=_group({key: sum_ for key, sum_ in money.items() if key in held}, ordered),
    )


def _spent(since: datetime) -> list[tuple[int, float]]:
    """List what the orders since then came to without tax, by their baskets."""
    orders = Order._default_manager.filter(~Q(basket=None), date_placed__gte=since, currency=shop_currency())
    rows = orders.exclude(status=CANCELLED).order_by().values_list("basket_id", "total_excl_tax")
    return [(pk, float(total)) for pk, total in rows.iterator(chunk_size=2_000)]


def _group(money: dict[str, float], ordered: set[str]) -> Group:
    number = len(money)
    mean = sum(money.values()) / number if number else 0.0
    squares = sum((one - mean) ** 2 for one in money.values())
    return Group(
        buyers=number,
        ordered=sum(1 for key in money if key in ordered),
        mean=mean,
        variance=squares / (number - 1) if number > 1 else 0.0,
    )
