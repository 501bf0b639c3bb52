"""Reading offers: what a partner has, and how fairly leads were given out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import cast

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from crm_core.customers.models import Customer
from crm_core.leads.calendars import in_words
from partners.accounts.models import PartnerAccount
from partners.lead_distribution.models import LeadOffer, LeadProfile

State = LeadOffer.State
#: In which an offer was the partner's to answer.
COUNTED = [state for state in State.values if state != State.WITHDRAWN]
TAKEN = [State.ACCEPTED, State.WON, State.LOST]


def offers_of(account: PartnerAccount) -> QuerySet[LeadOffer]:
    """List what an account has or had, leads loaded: to answer first, then to work on, then the rest.

    What was withdrawn or recalled is not shown any more.
    """
    rank = Case(
        When(state=State.OFFERED, then=Value(0)),
        When(state=State.ACCEPTED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    shown = [State.OFFERED, State.ACCEPTED, State.WON, State.LOST, State.DECLINED]
    found = LeadOffer.objects.filter(account=account, state__in=shown, lead__customer__merged_into=None)
    return found.select_related("lead__customer").annotate(rank=rank).order_by("rank", "-offered_at", "-pk")


def number_waiting(account: PartnerAccount) -> int:
    """Count the leads that wait for an account's answer."""
    return LeadOffer.objects.filter(account=account, state=State.OFFERED).count()


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a partner is shown of a lead: area and wishes always, who it is once they have accepted."""

    name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""
    wants: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the partner sees who it is."""
        return bool(self.name or self.email or self.phone)


def told_of(offer: LeadOffer) -> Told:
    """Return what the partner sees of who it is: nothing before they accept, nor after it is lost."""
    if offer.state not in (State.ACCEPTED, State.WON):
        return Told()
    customer: Customer = offer.lead.customer
    return Told(
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        company=offer.lead.company_name,
        wants=offer.lead.wants,
    )


@dataclass(frozen=True, kw_only=True)
class FairnessRow:
    """What one partner was given and made of it, in a period.

    `share` is theirs of all offers, `fair` what their weight would give them, both in per
    cent; `answer` is the median time to an answer.
    """

    account: str
    weight: int
    offered: int
    accepted: int
    declined: int
    recalled: int
    won: int
    lost: int
    share: float
    fair: float
    answer: timedelta | None

    @property
    def acceptance(self) -> float | None:
        """Of those answered or let go, how many were accepted, in per cent."""
        decided = self.accepted + self.declined + self.recalled
        return 100 * self.accepted / decided if decided else None

    @property
    def answer_words(self) -> str:
        """The median time to an answer, in words; "" where nobody has answered."""
        return in_words(self.answer) if self.answer is not None else ""


def fairness(*, since: datetime) -> list[FairnessRow]:
    """Tell how leads were given out since then, by partner, most first. Three queries."""
    counts = {f"in_{state}": Count("pk", filter=Q(state=state)) for state in COUNTED}
    offers = LeadOffer.objects.filter(offered_at__gte=since, state__in=COUNTED)
    counted = offers.order_by().values("account").annotate(all=Count("pk"), **counts)
    numbers = {row["account"]: cast("Mapping[str, int]", row) for row in counted}
    answers = _answer_times(offers)
    profiles = list(LeadProfile.objects.select_related("account__company"))
    taking = [
        profile
        for profile in profiles
        if (profile.takes_leads and profile.account.is_active) or profile.account_id in numbers
    ]
    weights = sum(profile.weight for profile in taking)
    total = sum(row["all"] for row in numbers.values())
    rows = [
        _row(
            profile, numbers.get(profile.account_id, {}), total, weights, answers.get(profile.account_id, [])
        )
        for profile in taking
    ]
    return sorted(rows, key=lambda row: (-row.offered, row.account))


def _answer_times(offers: QuerySet[LeadOffer]) -> dict[int, list[timedelta]]:
    taken = ExpressionWrapper(F("answered_at") - F("offered_at"), output_field=DurationField())
    answered = offers.filter(answered_by__isnull=False).order_by().values_list("account", taken)
    found: dict[int, list[timedelta]] = {}
    for account, duration in answered:
        found.setdefault(account, []).append(duration)
    return found


def _median(times: list[timedelta]) -> timedelta:
    return timedelta(seconds=median(time.total_seconds() for time in times))


def _row(
    profile: LeadProfile, numbers: Mapping[str, int], total: int, weights: int, answers: list[timedelta]
) -> FairnessRow:
    offered = numbers.get("all", 0)
    return FairnessRow(
        account=profile.account.company.name,
        weight=profile.weight,
        offered=offered,
        accepted=sum(numbers.get(f"in_{state}", 0) for state in TAKEN),
        declined=numbers.get("in_declined", 0),
        recalled=numbers.get("in_recalled", 0),
        won=numbers.get("in_won", 0),
        lost=numbers.get("in_lost", 0),
        share=100 * offered / total if total else 0.0,
        fair=100 * profile.weight / weights if weights else 0.0,
        answer=_median(answers) if answers else None,
    )
