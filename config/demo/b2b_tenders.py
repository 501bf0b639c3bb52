"""Tenders of the demo in every state, and a quote template, made by the services of the shop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from config.demo.b2b_goods import most_in_stock
from config.demo.b2b_structure import LINDENHOF
from config.demo.people import COMPANY_LOGINS
from config.demo.sales_team import MANAGER
from crm_core.quotes.models import QuoteTemplate, QuoteTemplateLine
from crm_core.tenders.awarding import award
from crm_core.tenders.models import Bid, Tender, TenderState
from crm_core.tenders.services import (
    Offer,
    WantedLine,
    cancel,
    close_if_due,
    invite,
    publish_tender,
    save_draft,
    submit_bid,
)
from shop.b2b.models import Company
from shop.catalogue.models import Product
from shop.configuration.queries import shop_currency
from shop.time_zones import shop_day
from shop.user.models import User

BIDDERS = ("rep@kiln.example", "felix@kiln.example")
TEMPLATE = "Restaurant opening"
#: What each bidder asks, as a share of the ordinary price.
SHARES = (Decimal("0.86"), Decimal("0.81"))
EACH = 3
OPENING_DISCOUNT = 10


@dataclass(frozen=True, kw_only=True)
class Need:
    """A tender: its title, its state, and how many days ago it was published and its deadline is."""

    title: str
    state: TenderState
    begun: int = 0
    deadline: int = 10


NEEDS = (
    Need(title="Plates for the winter garden", state=TenderState.DRAFT),
    Need(title="Cups for the breakfast room", state=TenderState.OPEN, begun=4, deadline=6),
    Need(title="Bowls for the terrace", state=TenderState.CLOSED, begun=14, deadline=-2),
    Need(title="Tableware for the banquet hall", state=TenderState.AWARDED, begun=40, deadline=-25),
    Need(title="Vases for the lobby", state=TenderState.CANCELLED, begun=30, deadline=-1),
)


def add_tenders(*, now: datetime) -> None:
    """Add tenders and the template, nothing where there are some."""
    company = Company.objects.filter(name=LINDENHOF).first()
    buyer = User.objects.filter(email=COMPANY_LOGINS[0].email).first()
    manager = User.objects.filter(email=MANAGER).first()
    if company is None or buyer is None or manager is None or Tender.objects.exists():
        return
    goods = list(most_in_stock()[: EACH * (len(NEEDS) + 1)])
    for place, need in enumerate(NEEDS):
        wanted = goods[place * EACH : (place + 1) * EACH]
        if wanted:
            _add(need, company, buyer, wanted, manager=manager, now=now)
    _add_template(goods[-EACH:])


def _add(
    need: Need, company: Company, buyer: User, goods: list[Product], *, manager: User, now: datetime
) -> None:
    published, deadline = now - timedelta(days=need.begun), now + timedelta(days=need.deadline)
    tender = Tender(
        company=company,
        user=buyer,
        title=need.title,
        notes="One delivery, on pallets, to the back entrance.",
        currency=shop_currency(),
        deadline=deadline,
        wanted_on=shop_day() + timedelta(days=45),
    )
    lines = [WantedLine(text=each.get_title(), quantity=48, product=each) for each in goods]
    save_draft(tender, lines)
    if need.state == TenderState.DRAFT:
        return
    publish_tender(tender, now=published)
    _bid(tender, manager=manager, at=published + timedelta(days=1))
    if need.state == TenderState.CANCELLED:
        cancel(tender, reason="The lobby stays as it is.", now=published + timedelta(days=3))
    if need.state in {TenderState.CLOSED, TenderState.AWARDED}:
        close_if_due(tender, now=now)
    if need.state == TenderState.AWARDED:
        best = Bid.objects.filter(invitation__tender=tender, invitation__rep__email=BIDDERS[-1]).first()
        if best is not None:
            award(tender, best.pk, by=buyer, now=now)


def _bid(tender: Tender, *, manager: User, at: datetime) -> None:
    """Invite the bidders, who bid so much of the ordinary price."""
    reps = [rep for email in BIDDERS if (rep := User.objects.filter(email=email).first())]
    invite(tender, reps, by=manager, now=at)
    for rep, share in zip(reps, SHARES, strict=False):
        prices = {
            line.pk: _share_of(line.product, share)
            for line in tender.lines.select_related("product")
            if line.product is not None
        }
        offer = Offer(
            prices=prices,
            delivery_on=shop_day() + timedelta(days=30),
            valid_until=shop_day() + timedelta(days=30),
            remark="Delivery in one go, packed by room.",
        )
        submit_bid(tender, rep, offer, now=at + timedelta(hours=3))


def _share_of(product: Product, share: Decimal) -> Decimal:
    price = product.stockrecords.all()[0].price or Decimal(0)
    return (price * share).quantize(Decimal("0.01"))


def _add_template(goods: list[Product]) -> None:
    template, is_new = QuoteTemplate.objects.get_or_create(
        name=TEMPLATE, defaults={"payment_terms": "30 days net", "delivery": "Within three weeks"}
    )
    if is_new:
        QuoteTemplateLine.objects.bulk_create(
            QuoteTemplateLine(
                template=template,
                sku=product.stockrecords.all()[0].partner_sku,
                quantity=24,
                discount=Decimal(OPENING_DISCOUNT),
            )
            for product in goods
        )
