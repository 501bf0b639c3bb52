"""A year of orders on paper: who ordered what and when, drawn by a seeded generator. No database.

The same catalogue, people and reviews give the same plans; only the days move with `now`.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.demo.customers import Shopper
from config.demo.files import CATALOGUE, lines_of
from shop.order.numbers import ALPHABET, PLACE_CHARACTERS, prefix_of, with_checks

SEED = 1280
YEAR = 364
# So that there is work today: orders of so many days ago, beside those of the year.
RECENT = (0.1, 0.2, 0.4, 0.6, 0.8, 1.1, 1.4, 1.7, 2.0, 2.3, 2.6, 2.9, 3.2, 3.6, 4.0, 4.5, 5.2, 6.1, 7.3, 8.8)
ORDERS_OF_PEOPLE = 128
REVIEWED_PER_ORDER = 3
REFERRED = 0.22
EXPRESS = 0.12
# What a restaurant or a shop orders by the dozen.
FOR_TRADE = {"bowls", "plates", "serving", "cups-and-mugs", "tea-ware", "jugs", "baking", "cooks-tools"}
IN_SETS = {"bowls", "plates", "cups-and-mugs", "tea-ware", "baking"}
KEPT_BACK = 4  # pieces of every kind that open orders leave on the shelf


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A variant that can be bought: how many are free, and by how many a trade buyer takes it.

    All variants of a product (`slug`) together obey `multiple` and `maximum` in one order.
    """

    sku: str
    slug: str
    glaze: str
    category: str
    pack: int
    free: int
    multiple: int = 1
    maximum: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of an order, and when; None for what has not happened."""

    paid_at: datetime | None = None
    dispatched_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An order to be written; `partner` is the code of the link by which its buyer came.

    A company buys on account: its parcel leaves before the money comes.
    """

    number: str
    email: str
    placed_at: datetime
    lines: tuple[tuple[str, int], ...]
    fate: Fate
    is_express: bool = False
    is_on_account: bool = False
    partner: str = ""


def pieces() -> list[Piece]:
    """Read what the catalogue's file sells, in its order."""
    return [
        Piece(
            sku=variant["sku"],
            slug=row["slug"],
            glaze=variant["glaze"],
            category=row["categories"][0],
            pack=row["pack"],
            free=sum(variant["stock"].values()),
            multiple=row.get("order_multiple", 1),
            maximum=row.get("order_maximum"),
        )
        for row in lines_of(CATALOGUE / "products.jsonl")
        for variant in row["variants"]
    ]


def plan_orders(
    shoppers: Sequence[Shopper],
    sold: Sequence[Piece],
    *,
    reviewed: Mapping[str, Sequence[str]],
    partners: Sequence[str],
    now: datetime,
) -> list[Plan]:
    """Plan the year before `now`, earliest order first.

    `reviewed` names, by e-mail address, the products that somebody's reviews say they bought: these
    are in their orders. Orders still open take no more than what is free.
    """
    planner = _Planner(sold, partners=partners, now=now)
    people = [shopper for shopper in shoppers if not shopper.company]
    drafts = [
        (shopper, slugs)
        for shopper in people
        for slugs in _chunks(reviewed.get(shopper.email, ()), REVIEWED_PER_ORDER)
    ]
    drafts += [(shopper, ()) for shopper in shoppers for _order in range(shopper.orders)]
    drawn = random_for("people")
    eager = drawn.sample(people, len(people) // 3)
    while len(drafts) < ORDERS_OF_PEOPLE + sum(shopper.orders for shopper in shoppers):
        drafts.append((drawn.choice(drawn.choice([people, eager])), ()))
    plans = [planner.plan(number, *draft) for number, draft in enumerate(drafts)]
    plans += [
        planner.plan(-number, drawn.choice(shoppers), (), days=days) for number, days in enumerate(RECENT, 1)
    ]
    return sorted((plan for plan in plans if plan), key=lambda plan: (plan.placed_at, plan.number))


def random_for(name: object) -> random.Random:
    """Return a generator of its own for each thing drawn, so that one more draw moves nothing else."""
    return random.Random(f"{SEED}:{name}")  # noqa: S311 - samples, guards nothing


def _chunks(slugs: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(slugs[start : start + size]) for start in range(0, len(slugs), size))


class _Planner:
    def __init__(self, pieces: Sequence[Piece], *, partners: Sequence[str], now: datetime) -> None:
        self.random = random_for("")
        self.pieces, self.partners, self.now = pieces, partners, now
        self.free = {piece.sku: piece.free - KEPT_BACK for piece in pieces}
        self.tastes: dict[str, tuple[str, ...]] = {}

    def plan(
        self, number: int, shopper: Shopper, slugs: Sequence[str], *, days: float | None = None
    ) -> Plan | None:
        """Plan one order, of `days` ago or of any day; None when nothing is left for it."""
        self.random = random_for(number)
        code = self._code()
        # Whoever has written about a piece has had it for a while.
        age = self.random.uniform(45, YEAR - 10) if slugs else YEAR * self.random.random() ** 1.5
        placed_at = self._moment(self.now - timedelta(days=age))
        if days is not None:
            placed_at = self.now - timedelta(days=days)
        fate = self._credit(placed_at) if shopper.company else self._fate(placed_at, is_kept=bool(slugs))
        lines = self._lines(shopper, slugs, is_open=fate.dispatched_at is None)
        if not lines:
            return None
        is_referred = not shopper.company and self.random.random() < REFERRED
        return Plan(
            number=with_checks(prefix_of(year=placed_at.year), code),
            email=shopper.email,
            placed_at=placed_at,
            lines=tuple(lines.items()),
            fate=fate,
            is_express=self.random.random() < EXPRESS,
            is_on_account=bool(shopper.company),
            partner=self.random.choice(self.partners) if is_referred and self.partners else "",
        )

    def _moment(self, day: datetime) -> datetime:
        """Choose a minute between breakfast and bedtime, in the past."""
        moment = day.replace(hour=self.random.randint(7, 22), minute=self.random.randint(0, 59), second=0)
        return moment if moment < self.now else moment - timedelta(days=1)

    def _fate(self, placed_at: datetime, *, is_kept: bool) -> Fate:
        """Transfers take a day, parcels leave within four, returns end after two weeks."""
        luck = self.random.random()
        days = (self.now - placed_at).total_seconds() / 86_400
        if not is_kept and luck < 0.07 and days > 3:  # noqa: PLR2004 - one in fourteen
            return Fate(cancelled_at=placed_at + timedelta(days=self.random.uniform(0.1, 2.5)))
        paid_at = placed_at + timedelta(days=self.random.uniform(0.05, 1.6))
        is_late = not is_kept and luck > 0.9 and days < 12  # noqa: PLR2004 - called off after two weeks
        if paid_at > self.now or is_late:
            return Fate()
        dispatched_at = paid_at + timedelta(days=self.random.uniform(0.9, 4))
        if dispatched_at > self.now:
            return Fate(paid_at=paid_at)
        completed_at = dispatched_at + timedelta(days=14)
        return Fate(
            paid_at=paid_at,
            dispatched_at=dispatched_at,
            completed_at=completed_at if completed_at < self.now else None,
        )

    def _credit(self, placed_at: datetime) -> Fate:
        """Goods first; most companies pay within their thirty days, some a little later."""
        dispatched_at = placed_at + timedelta(days=self.random.uniform(0.8, 3))
        if dispatched_at > self.now:
            return Fate()
        paid_at = dispatched_at + timedelta(days=self.random.uniform(8, 38))
        completed_at = max(paid_at, dispatched_at + timedelta(days=14)) + timedelta(hours=2)
        return Fate(
            dispatched_at=dispatched_at,
            paid_at=paid_at if paid_at < self.now else None,
            completed_at=completed_at if completed_at < self.now else None,
        )

    def _lines(self, shopper: Shopper, slugs: Sequence[str], *, is_open: bool) -> dict[str, int]:
        """Choose pieces that go together: few glazes, sets of what one sets a table with."""
        glazes = self._taste(shopper)
        lines: dict[str, int] = {}
        for slug in slugs:
            family = [piece for piece in self.pieces if piece.slug == slug]
            if family:
                self._take(lines, self._liked(family, glazes), shopper, is_open=is_open)
        wanted = (
            self.random.choice([2, 3, 3, 4, 5]) if shopper.company else self.random.choice([1, 1, 2, 2, 3])
        )
        choice = [p for p in self.pieces if not shopper.company or p.category in FOR_TRADE]
        for _line in range(max(0, wanted - len(lines))):
            self._take(lines, self._liked(choice, glazes), shopper, is_open=is_open)
        if not lines:
            fullest = max(
                (piece for piece in choice if piece.maximum is None), key=lambda piece: self.free[piece.sku]
            )
            self._take(lines, fullest, shopper, is_open=is_open)
        return lines

    def _taste(self, shopper: Shopper) -> tuple[str, ...]:
        if shopper.email not in self.tastes:
            every = sorted({piece.glaze for piece in self.pieces})
            drawn = random_for(shopper.email).sample(every, min(3, len(every)))
            self.tastes[shopper.email] = shopper.glazes or tuple(drawn)
        return self.tastes[shopper.email]

    def _liked(self, pieces: Sequence[Piece], glazes: Iterable[str]) -> Piece:
        liked = [piece for piece in pieces if piece.glaze in glazes]
        return self.random.choice(liked or list(pieces))

    def _take(self, lines: dict[str, int], piece: Piece, shopper: Shopper, *, is_open: bool) -> None:
        if shopper.company:
            quantity = max(piece.pack, 2) * self.random.choice([1, 1, 2, 3])
        else:
            quantity = self.random.choice([2, 2, 4, 6]) if piece.category in IN_SETS else piece.multiple
        if piece.maximum is not None:
            family = {other.sku for other in self.pieces if other.slug == piece.slug}
            quantity = min(quantity, piece.maximum - sum(lines.get(sku, 0) for sku in family))
        if is_open:
            quantity = min(quantity, self.free[piece.sku])
        quantity -= quantity % piece.multiple
        if quantity > 0:
            self.free[piece.sku] -= quantity if is_open else 0
            lines[piece.sku] = lines.get(piece.sku, 0) + quantity

    def _code(self) -> str:
        """Draw what stands in an order number between year and check characters."""
        return "".join(self.random.choice(ALPHABET) for _ in range(PLACE_CHARACTERS))
