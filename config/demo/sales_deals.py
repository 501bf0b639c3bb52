"""The deals of the demo's companies: won by real orders, lost for a reason, and open ones in every stage."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.db.models import Count

from config.demo.order_plan import random_for
from crm_core.customers.models import Customer, CustomerOrder
from crm_core.pipeline.models import Competitor, Deal, DealMove, DealOrder, LossReason, Pipeline, Stage
from crm_core.pipeline.services import NewDeal, NewLine, open_deal
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record_all
from shop.catalogue.models import Product
from shop.configuration.queries import shop_currency
from shop.money import round_money
from shop.order.models import Line, Order

NEW, REPEAT = "New business", "Repeat orders"
# Every so many orders of a company were written up as a deal.
DEALT = 7
LOST, OPEN = 0.45, 0.7
#: How many days ago the open ones came to their stage: a few of them are stuck.
AGES = (1, 17)
COMPETITORS = (
    (
        "Atelier Nord",
        "Short delivery times, stock in Copenhagen.",
        "Two glazes only; nothing above 28 cm.",
        "Our glazes can be ordered again years later. Show the sample box.",
    ),
    (
        "Porzellan Direkt",
        "Price: a third below ours from 500 pieces.",
        "Chips at the rim, no replacement of single pieces.",
        "Reckon with breakage: after two years our plate costs less.",
    ),
    (
        "Maison Céleste",
        "Known by designers, beautiful catalogues.",
        "Delivers in autumn only, minimum order 2,000.",
        "We deliver from the shelf, by the pack.",
    ),
)
OPEN_TITLES = (
    "Second dining room",
    "Breakfast ware",
    "Tea service for the lounge",
    "Replacement of the plates",
    "Opening in spring",
    "Table setting for the terrace",
    "Autumn menu",
    "Gifts for guests",
)
LOST_TITLES = ("Banquet plates", "Coffee cups", "Room service", "Bowls for the bar")


class DealWriter:
    """Writes the deals of companies in bulk; open ones through the pipeline's door, with their prices."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.stages: dict[str, list[Stage]] = defaultdict(list)
        for stage in Stage.objects.filter(removed_at=None).select_related("pipeline").order_by("position"):
            self.stages[stage.pipeline.name].append(stage)
        self.pipelines = {pipeline.name: pipeline for pipeline in Pipeline.objects.all()}
        self.reasons = list(LossReason.objects.filter(is_active=True))
        self.competitors = [
            Competitor.objects.get_or_create(
                name=name, defaults={"strengths": strong, "weaknesses": weak, "answers": answers}
            )[0]
            for name, strong, weak, answers in COMPETITORS
        ]
        self.deals: list[Deal] = []
        self.moves: dict[str, list[tuple[Stage | None, Stage, datetime]]] = {}
        self.orders: dict[str, Order] = {}

    def plan(self, company: Customer, orders: Sequence[Order]) -> None:
        """Plan what became of a company's deals so far; `orders` ascend."""
        drawn = random_for(f"deals of {company.name}")
        for place, order in enumerate(orders):
            if place == 0:
                self._won(company, order, NEW, f"First order of {company.name}", drawn)
            elif place % DEALT == 0:
                self._won(company, order, REPEAT, f"Reorder of {company.name}", drawn)
        if drawn.random() < LOST:
            self._lost(company, orders, drawn)

    def _won(self, company: Customer, order: Order, pipeline: str, title: str, drawn: Random) -> None:
        opened = order.date_placed - timedelta(days=drawn.uniform(9, 45))
        guess = order.total_incl_tax * Decimal(drawn.uniform(0.75, 1.2))
        deal = self._closed(
            company, pipeline, title, opened, order.date_placed, kind=Stage.Kind.WON, drawn=drawn
        )
        deal.amount = order.total_incl_tax
        deal.amount_before_order = round_money(guess, order.currency)
        self.orders[deal.source] = order

    def _lost(self, company: Customer, orders: Sequence[Order], drawn: Random) -> None:
        closed = self.now - timedelta(days=drawn.uniform(4, 400))
        opened = closed - timedelta(days=drawn.uniform(14, 60))
        title = drawn.choice(LOST_TITLES)
        deal = self._closed(company, NEW, title, opened, closed, kind=Stage.Kind.LOST, drawn=drawn)
        deal.amount = self._amount(orders, drawn)
        deal.loss_reason = drawn.choice(self.reasons)
        if deal.loss_reason.name == "Went to a competitor":
            deal.lost_to = drawn.choice(self.competitors)

    def _amount(self, orders: Sequence[Order], drawn: Random) -> Decimal:
        usual = sum((order.total_incl_tax for order in orders[-6:]), Decimal(0)) / max(len(orders[-6:]), 1)
        return round_money(usual * Decimal(drawn.uniform(0.8, 2.5)), shop_currency())

    def _closed(
        self,
        company: Customer,
        pipeline: str,
        title: str,
        opened: datetime,
        closed: datetime,
        *,
        kind: str,
        drawn: Random,
    ) -> Deal:
        stages = [stage for stage in self.stages[pipeline] if stage.is_open]
        through = stages[: drawn.randint(1, len(stages))]
        end = next(stage for stage in self.stages[pipeline] if stage.kind == kind)
        step = (closed - opened) / len(through)
        moments = [opened + step * place for place in range(len(through))] + [closed]
        path = list(zip([None, *through], [*through, end], moments, strict=True))
        deal = Deal(
            title=title,
            customer=company,
            owner=company.owner,
            pipeline=self.pipelines[pipeline],
            stage=end,
            # A closed stage and the state of its deals go by one word.
            state=kind,
            former_stage=through[-1],
            currency=shop_currency(),
            expected_close_on=(closed + timedelta(days=drawn.randint(-6, 12))).date(),
            stage_since=closed,
            created_at=opened,
            closed_at=closed,
            source=f"demo:{company.pk}:{len(self.deals)}",
        )
        self.deals.append(deal)
        self.moves[deal.source] = path
        return deal

    @transaction.atomic
    def write(self) -> int:
        """Write what was planned, all of it once; return how many deals."""
        if Deal.objects.filter(source__in=[deal.source for deal in self.deals]).exists():
            return 0
        written = Deal.objects.bulk_create(self.deals)
        won = [(deal, self.orders[deal.source]) for deal in written if deal.source in self.orders]
        DealOrder.objects.bulk_create(DealOrder(deal=deal, order=order, has_won=True) for deal, order in won)
        moves = DealMove.objects.bulk_create(
            DealMove(
                deal=deal,
                from_stage=old,
                to_stage=new,
                by=deal.owner if new.is_open or deal.source not in self.orders else None,
                act="" if new.is_open or deal.source not in self.orders else "order_placed",
                moved_at=moment,
                seconds_before=0 if old is None else int((moment - path[place - 1][2]).total_seconds()),
            )
            for deal in written
            for path in [self.moves[deal.source]]
            for place, (old, new, moment) in enumerate(path)
        )
        record_all(_entry(move) for move in moves if move.from_stage)
        return len(written)

    def open(self, company: Customer, orders: Sequence[Order], place: int) -> Deal | None:
        """Open a deal that is worked on now, with the products that the company buys most; some have none."""
        drawn = random_for(f"open deal of {company.name}")
        if drawn.random() > OPEN or not orders:
            return None
        pipeline = NEW if drawn.random() < 0.6 else REPEAT  # noqa: PLR2004 - a share
        stages = [stage for stage in self.stages[pipeline] if stage.is_open]
        stage = stages[place % len(stages)]
        bought = (
            Line.objects.filter(order__in=[order.pk for order in orders[-20:]], product__is_public=True)
            .values("product")
            .annotate(times=Count("pk"))
            .order_by("-times", "product")
        )
        numbers = [row["product"] for row in bought[: drawn.randint(1, 3)]]
        opened = self.now - timedelta(days=drawn.uniform(*AGES))
        new = NewDeal(
            customer=company,
            title=OPEN_TITLES[place % len(OPEN_TITLES)],
            pipeline=self.pipelines[pipeline],
            stage=stage,
            expected_close_on=(self.now + timedelta(days=drawn.randint(-4, 70))).date(),
            lines=[
                NewLine(product=product, quantity=drawn.choice([12, 24, 36, 60]))
                for product in Product.objects.filter(pk__in=numbers).order_by("pk")
            ],
            competitors=[drawn.choice(self.competitors)] if drawn.random() < LOST else [],
            source=f"demo:open:{company.pk}",
            opened_at=opened,
        )
        return open_deal(new)


def _entry(move: DealMove) -> TimelineEntry:
    """Tell a move as the pipeline's subscriber does."""
    deal = move.deal
    kind = {"won": "deal.won", "lost": "deal.lost"}.get(move.to_stage.kind, "deal.moved")
    return TimelineEntry(
        customer_id=deal.customer_id,
        kind=kind,
        occurred_at=move.moved_at,
        source=f"deal-move:{move.pk}",
        data={
            "deal_id": deal.pk,
            "deal": deal.title,
            "from": move.from_stage.name if move.from_stage else "",
            "to": move.to_stage.name,
            "act": move.act,
            "by": move.by.get_full_name() if move.by else "",
            "amount": str(deal.amount),
            "currency": deal.currency,
            "reason": deal.loss_reason.name if deal.loss_reason and kind == "deal.lost" else "",
        },
    )


def orders_by_company(companies: Sequence[Customer]) -> Mapping[int, list[Order]]:
    """Read the orders of companies, earliest first, by customer."""
    found: dict[int, list[Order]] = defaultdict(list)
    links = CustomerOrder.objects.filter(customer__in=companies).select_related("order")
    for link in links.order_by("order__date_placed", "order_id"):
        found[link.customer_id].append(link.order)
    return found


def first_deals(companies: Sequence[Customer]) -> Mapping[int, Deal]:
    """Return the first deal that was won with each company, by customer."""
    won = Deal.objects.filter(customer__in=companies, state=Deal.State.WON).order_by("-closed_at", "-pk")
    return {deal.customer_id: deal for deal in won}


def open_deals(companies: Sequence[Customer]) -> Mapping[int, Deal]:
    """Return the deal that is worked on with each company, by customer."""
    found = Deal.objects.filter(customer__in=companies, state=Deal.State.OPEN, pipeline__name=NEW)
    return {deal.customer_id: deal for deal in found.order_by("-created_at", "-pk")}
