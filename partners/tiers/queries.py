"""Reading which tier a partner has, what it gives, and how far the next one is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db.models import QuerySet

from partners.accounts.models import PartnerAccount
from partners.tiers.criteria import NOTHING, TIER_CRITERIA, Measures, TierCriterion, measures_of
from partners.tiers.models import Tier, TierMembership

#: By tier, what it asks for of each criterion.
Requirements = Mapping[int, Mapping[str, Decimal]]
DEFAULT_ANSWER_HOURS, DEFAULT_PROTECTION_DAYS = 48, 90
WHOLE = 100


@dataclass(frozen=True, kw_only=True)
class Benefits:
    """What a partner is given now: rates in per cent, hours, calendar days; `tier` None without one."""

    tier: Tier | None
    commission_rate: Decimal
    answer_hours: int = DEFAULT_ANSWER_HOURS
    protection_days: int = DEFAULT_PROTECTION_DAYS
    fund_percent: Decimal = NOTHING


def membership_of(account: PartnerAccount) -> TierMembership | None:
    """Return what says which tier an account has now, tier loaded; None without one. One query."""
    return current_memberships().filter(account=account).first()


def tier_of(account: PartnerAccount) -> Tier | None:
    """Return the tier that an account has now; None for one outside of the programme. One query."""
    membership = membership_of(account)
    return membership.tier if membership else None


def benefits_of(account: PartnerAccount) -> Benefits:
    """Return what an account is given now; a suspended one, and one without a tier, gets the ordinary terms.

    One query. Whoever makes something of it that lasts (a commission, a registration) keeps the value.
    """
    return benefits_by(tier_of(account) if account.is_active else None, account)


def benefits_by(tier: Tier | None, account: PartnerAccount) -> Benefits:
    """Return what an account would be given by a tier."""
    if tier is None:
        return Benefits(tier=None, commission_rate=account.commission_rate)
    own = account.commission_rate if tier.commission_rate is None else tier.commission_rate
    return Benefits(
        tier=tier,
        commission_rate=own,
        answer_hours=tier.answer_hours,
        protection_days=tier.protection_days,
        fund_percent=tier.fund_percent,
    )


def current_memberships() -> QuerySet[TierMembership]:
    """List who has which tier now; tiers, accounts and companies loaded."""
    return TierMembership.objects.filter(until=None).select_related("tier", "account__company")


def ladder() -> list[Tier]:
    """Return all tiers with their requirements, the lowest first. Two queries."""
    return list(Tier.objects.order_by("rank").prefetch_related("requirements"))


def requirements_of(tiers: Iterable[Tier]) -> dict[int, dict[str, Decimal]]:
    """Return what each tier asks for; criteria that no slice measures any more are left out."""
    return {
        tier.pk: {
            row.criterion: row.threshold for row in tier.requirements.all() if row.criterion in TIER_CRITERIA
        }
        for tier in tiers
    }


def earned_tier(
    tiers: Sequence[Tier], requirements: Requirements, measured: Mapping[str, Decimal]
) -> Tier | None:
    """Return the best tier whose every criterion is met; a tier that asks for nothing is met by all."""
    met = [
        tier
        for tier in tiers
        if all(measured.get(name, NOTHING) >= least for name, least in requirements[tier.pk].items())
    ]
    return max(met, key=lambda tier: tier.rank, default=None)


@dataclass(frozen=True, kw_only=True)
class CriterionProgress:
    """How much of a criterion there is and how much a tier asks for."""

    criterion: TierCriterion
    value: Decimal
    threshold: Decimal

    @property
    def percent(self) -> int:
        """How much of it is reached in whole per cent, rounded down, at most 100."""
        share = (self.value * WHOLE / self.threshold).quantize(Decimal(1), rounding=ROUND_DOWN)
        return max(0, min(WHOLE, int(share)))

    @property
    def is_met(self) -> bool:
        """Whether it is enough."""
        return self.value >= self.threshold

    @property
    def value_words(self) -> str:
        """What there is, for a reader."""
        return self.criterion.words(self.value)

    @property
    def threshold_words(self) -> str:
        """What is asked for, for a reader."""
        return self.criterion.words(self.threshold)

    @property
    def missing_words(self) -> str:
        """What is still missing, for a reader."""
        return self.criterion.words(max(self.threshold - self.value, NOTHING))


@dataclass(frozen=True, kw_only=True)
class TierStanding:
    """Where a partner stands: its tier, what that asks for, and how far the next one is."""

    membership: TierMembership | None
    tiers: Sequence[Tier]
    keeps: Sequence[CriterionProgress]
    next_tier: Tier | None
    reaches: Sequence[CriterionProgress]

    @property
    def tier(self) -> Tier | None:
        """The tier of now."""
        return self.membership.tier if self.membership else None


def standing_of(account: PartnerAccount) -> TierStanding:
    """Measure an account and set it beside its tier and the next one. A fixed number of queries."""
    return standings_of([account], {account.pk: membership_of(account)})[account.pk]


def standings_of(
    accounts: Iterable[PartnerAccount], memberships: Mapping[int, TierMembership | None]
) -> dict[int, TierStanding]:
    """Do the same for a page of accounts, whose memberships are given, in as many queries."""
    keys = [account.pk for account in accounts]
    tiers, measures = ladder(), measures_of(keys)
    wanted = requirements_of(tiers)
    return {key: _standing(tiers, wanted, memberships.get(key), measures[key]) for key in keys}


def _standing(
    tiers: Sequence[Tier],
    wanted: Requirements,
    membership: TierMembership | None,
    measured: Mapping[str, Decimal],
) -> TierStanding:
    rank = membership.tier.rank if membership else -1
    above = next((tier for tier in tiers if tier.rank > rank), None)
    return TierStanding(
        membership=membership,
        tiers=tiers,
        keeps=_progress(wanted.get(membership.tier_id, {}) if membership else {}, measured),
        next_tier=above,
        reaches=_progress(wanted[above.pk] if above else {}, measured),
    )


def _progress(wanted: Mapping[str, Decimal], measured: Mapping[str, Decimal]) -> list[CriterionProgress]:
    return [
        CriterionProgress(
            criterion=entry, value=measured.get(entry.name, NOTHING), threshold=wanted[entry.name]
        )
        for entry in TIER_CRITERIA
        if entry.name in wanted
    ]


@dataclass(frozen=True, kw_only=True)
class WouldMove:
    """A partner and the tier that it would have by other criteria; None: none."""

    account: PartnerAccount
    now: Tier | None
    then: Tier | None
    measured: Mapping[str, Decimal]

    @property
    def is_up(self) -> bool:
        """Whether it would be better off."""
        return (self.then.rank if self.then else -1) > (self.now.rank if self.now else -1)


def what_if(requirements: Requirements) -> list[WouldMove]:
    """Say which partners would move if tiers asked for this at once; nothing is written.

    Tiers that `requirements` does not name keep what they ask for. Suspended accounts are left out. Grace and
    review dates are not looked at: it is where everybody would end. A fixed number of queries.
    """
    tiers = ladder()
    wanted = {**requirements_of(tiers), **requirements}
    accounts = active_accounts()
    held = {row.account_id: row.tier for row in current_memberships()}
    measures: Measures = measures_of(account.pk for account in accounts)
    moves = []
    for account in accounts:
        then, now = earned_tier(tiers, wanted, measures[account.pk]), held.get(account.pk)
        if (then and then.pk) != (now and now.pk):
            moves.append(WouldMove(account=account, now=now, then=then, measured=measures[account.pk]))
    return moves


def active_accounts() -> list[PartnerAccount]:
    """List the accounts that take part in the programme, companies loaded."""
    rows = PartnerAccount.objects.filter(status=PartnerAccount.Status.ACTIVE).select_related("company")
    return list(rows.order_by("company__name", "pk"))


def due_for_review(today: date) -> QuerySet[TierMembership]:
    """List the tiers whose review is due, or whose grace period is running, the most urgent first."""
    rows = current_memberships().filter(account__status=PartnerAccount.Status.ACTIVE)
    return (rows.filter(review_at__lte=today) | rows.exclude(grace_until=None)).order_by("review_at", "pk")
