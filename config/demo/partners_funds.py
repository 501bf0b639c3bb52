"""Market development funds of the demo's distributors: budgets, requests and claims in every state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.core.files.base import ContentFile
from django.utils import timezone

from config.demo.partners_files import sheet_pdf
from config.demo.partners_people import Distributor, distributors, leader_of
from config.demo.partners_programme import manager
from partners.funds.accrual import settle_accrual
from partners.funds.models import Allocation, Claim, FundBudget, FundRequest
from partners.funds.services import (
    allocate,
    approve,
    approve_claim,
    claim,
    close,
    decline,
    decline_claim,
    pay_claim,
    submit,
)
from shop.configuration.queries import shop_currency
from shop.order.models import Order

State, ClaimState, Activity = FundRequest.Status, Claim.Status, FundRequest.Activity
BUDGETS = (("Market development", 30_000, True), ("Showrooms", 12_000, False))
ALLOCATED = {"nordlicht": 3_000, "hafenhof": 3_500, "osmanthus": 4_500, "grachten": 1_200}


@dataclass(frozen=True, kw_only=True)
class WantedClaim:
    """Money asked back, and what became of it."""

    amount: str
    status: str
    comment: str


@dataclass(frozen=True, kw_only=True)
class WantedRequest:
    """What a distributor plans, so many days from today, what it asks for, and how far that is."""

    code: str
    title: str
    activity: str
    amount: str
    starts: int
    status: str
    result: str
    claims: tuple[WantedClaim, ...] = ()


REQUESTS = (
    WantedRequest(
        code="nordlicht",
        title="Open house at the harbour",
        activity=Activity.EVENT,
        amount="1200.00",
        starts=-38,
        status=State.APPROVED,
        result="Sixty guests, five new projects",
        claims=(
            WantedClaim(amount="640.00", status=ClaimState.PAID, comment="Catering and flyers."),
            WantedClaim(amount="95.00", status=ClaimState.DECLINED, comment="Taxi."),
            WantedClaim(amount="310.00", status=ClaimState.SUBMITTED, comment="Photographer."),
        ),
    ),
    WantedRequest(
        code="nordlicht",
        title="Spring campaign online",
        activity=Activity.DIGITAL,
        amount="800.00",
        starts=45,
        status=State.SUBMITTED,
        result="400 visits to the spring collection",
    ),
    WantedRequest(
        code="nordlicht",
        title="Display for the showroom",
        activity=Activity.PRINT,
        amount="450.00",
        starts=60,
        status=State.DRAFT,
        result="",
    ),
    WantedRequest(
        code="nordlicht",
        title="Sailing regatta, sponsorship",
        activity=Activity.ADVERTISING,
        amount="2000.00",
        starts=-20,
        status=State.DECLINED,
        result="Our name on the sails",
    ),
    WantedRequest(
        code="nordlicht",
        title="Training day for interior designers",
        activity=Activity.TRAINING,
        amount="500.00",
        starts=-110,
        status=State.CLOSED,
        result="Fourteen designers",
        claims=(WantedClaim(amount="420.00", status=ClaimState.PAID, comment="Room and lunch."),),
    ),
    WantedRequest(
        code="hafenhof",
        title="Trade fair, stand of 12 m²",
        activity=Activity.EVENT,
        amount="2400.00",
        starts=-15,
        status=State.APPROVED,
        result="Thirty conversations",
        claims=(WantedClaim(amount="1900.00", status=ClaimState.APPROVED, comment="Stand and travel."),),
    ),
    WantedRequest(
        code="osmanthus",
        title="Tea evenings",
        activity=Activity.EVENT,
        amount="900.00",
        starts=25,
        status=State.APPROVED,
        result="Two evenings with thirty guests each",
    ),
)
NO_SAILS = "It does not reach people who buy tableware."
NO_TAXI = "Travel within the town is not covered."


def add_funds(*, now: datetime) -> None:
    """Add budgets, what paid orders add to them, requests and claims; nothing where there are budgets."""
    if FundBudget.objects.exists() or not distributors():
        return
    today = timezone.localdate(now)
    budgets = [
        FundBudget.objects.create(
            name=name,
            starts_on=today - timedelta(days=180),
            ends_on=today + timedelta(days=185),
            currency=shop_currency(),
            total=Decimal(total),
            accrues=accrues,
        )
        for name, total, accrues in BUDGETS
    ]
    accounts = {one.code: (one, account) for one, account in distributors()}
    allocations = {}
    for code, amount in ALLOCATED.items():
        if code in accounts:
            account = accounts[code][1]
            allocations[code] = allocate(
                budgets[0], account, Decimal(amount), note="Agreed for the year", by=manager()
            )
            allocate(budgets[1], account, Decimal(500), note="Displays", by=manager())
    companies = [account.company_id for _one, account in accounts.values()]
    for order in Order.objects.filter(company__in=companies, paid_at__isnull=False).order_by("date_placed"):
        settle_accrual(order)
    for wanted in REQUESTS:
        if wanted.code in allocations:
            _add(wanted, accounts[wanted.code][0], allocations[wanted.code], now=now)


def _add(wanted: WantedRequest, one: Distributor, allocation: Allocation, *, now: datetime) -> None:
    starts = timezone.localdate(now) + timedelta(days=wanted.starts)
    asked = now - timedelta(days=max(2, 45 - wanted.starts))
    request = FundRequest.objects.create(
        allocation=allocation,
        title=wanted.title,
        activity=wanted.activity,
        amount=Decimal(wanted.amount),
        expected_result=wanted.result,
        starts_on=starts,
        ends_on=starts + timedelta(days=1),
        created_by=leader_of(one),
    )
    dates = {"created_at": asked}
    if wanted.status != State.DRAFT:
        submit(request)
        dates["submitted_at"] = asked
    if wanted.status == State.DECLINED:
        decline(request, by=manager(), note=NO_SAILS)
    elif wanted.status in {State.APPROVED, State.CLOSED}:
        approve(request, amount=Decimal(wanted.amount), by=manager())
        for place, each in enumerate(wanted.claims):
            _claim(request, each, one, at=now - timedelta(days=max(2, -wanted.starts - 5 - 4 * place)))
    if wanted.status == State.CLOSED:
        close(request, by=manager())
    if wanted.status not in {State.DRAFT, State.SUBMITTED}:
        dates["decided_at"] = asked + timedelta(days=1)
    FundRequest.objects.filter(pk=request.pk).update(**dates)


def _claim(request: FundRequest, wanted: WantedClaim, one: Distributor, *, at: datetime) -> None:
    proof = ContentFile(sheet_pdf(wanted.comment, [one.company, f"{wanted.amount} EUR"]), name="invoice.pdf")
    made = claim(
        request,
        amount=Decimal(wanted.amount),
        proofs=[proof],
        token=uuid5(NAMESPACE_URL, f"demo:{request.title}:{wanted.comment}"),
        comment=wanted.comment,
        by=leader_of(one),
    )
    dates = {"created_at": at}
    if wanted.status == ClaimState.DECLINED:
        decline_claim(made, by=manager(), note=NO_TAXI)
    elif wanted.status != ClaimState.SUBMITTED:
        approve_claim(made, by=manager())
    if wanted.status == ClaimState.PAID:
        pay_claim(made, by=manager(), reference=f"MDF {one.code} {made.pk}")
        dates["paid_at"] = at + timedelta(days=1)
    if wanted.status != ClaimState.SUBMITTED:
        dates["decided_at"] = at + timedelta(hours=20)
    Claim.objects.filter(pk=made.pk).update(**dates)
