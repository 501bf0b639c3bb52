"""Moving partners between tiers: by hand and by review; what a tier gives follows at once."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped] # it has no types
from django.db import transaction
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.tiers.criteria import measures_of
from partners.tiers.events import PartnerTierChanged, PartnerTierInGrace
from partners.tiers.models import Tier, TierMembership
from partners.tiers.queries import (
    Requirements,
    active_accounts,
    earned_tier,
    ladder,
    membership_of,
    requirements_of,
)
from shop.audit.services import record
from shop.b2b.models import Company
from shop.b2b.services import set_programme_group
from shop.events.services import publish
from shop.user.models import User

Cause = TierMembership.Cause


class TierRefusedError(ValueError):
    """A move by hand needs a reason."""


def set_tier(
    account: PartnerAccount,
    tier: Tier | None,
    *,
    reason: str = "",
    by: User | None = None,
    cause: str = Cause.BY_HAND,
) -> TierMembership | None:
    """Give an account a tier, or none; return the membership, None where it has no tier afterwards.

    In this transaction follow the company's price lists and catalogue, the audit log and PartnerTierChanged
    (with it the mail). The same tier again changes nothing. Raises TierRefusedError for a move by hand
    without a reason. Of two moves at once one waits for the other.
    """
    if cause == Cause.BY_HAND and not reason.strip():
        raise TierRefusedError
    with transaction.atomic():
        _lock(account)
        held = membership_of(account)
        if (held and held.tier_id) == (tier and tier.pk):
            return held
        now = timezone.now()
        if held is not None:
            held.until = now
            held.save(update_fields=["until"])
        made = _enter(account, tier, reason=reason.strip(), by=by, cause=cause) if tier else None
        sync_programme_group(account.company_id)
        _tell(account, held, made, by=by)
        return made


def _lock(account: PartnerAccount) -> None:
    """Have moves of one account come one after the other."""
    PartnerAccount.objects.select_for_update(of=("self",), no_key=True).get(
        pk=account.pk
    )  # guard: one-tier-at-a-time


def _enter(
    account: PartnerAccount, tier: Tier, *, reason: str, by: User | None, cause: str
) -> TierMembership:
    return TierMembership.objects.create(
        account=account,
        tier=tier,
        cause=cause,
        reason=reason,
        since=timezone.now(),
        review_at=_next_review(tier, timezone.localdate()),
        set_by=by,
    )


def _next_review(tier: Tier, day: date) -> date:
    found: date = day + relativedelta(months=tier.review_months)
    return found


def _tell(
    account: PartnerAccount, held: TierMembership | None, made: TierMembership | None, *, by: User | None
) -> None:
    detail = {
        "from": held.tier.name if held else "",
        "to": made.tier.name if made else "",
        "cause": made.cause if made else "",
        "reason": made.reason if made else "",
    }
    record("tier_changed", actor=by, model=account._meta.label_lower, object_id=account.pk, detail=detail)
    publish(PartnerTierChanged(account_id=account.pk, membership_id=made.pk if made else None))


def sync_programme_group(company_id: int) -> None:
    """Bring a company into the group of the best tier that one of its active accounts has, or out of all."""
    Company.objects.select_for_update(of=("self",), no_key=True).get(pk=company_id)
    best = (
        TierMembership.objects.filter(
            account__company=company_id, account__status=PartnerAccount.Status.ACTIVE, until=None
        )
        .select_related("tier__group")
        .order_by("-tier__rank")
        .first()
    )
    set_programme_group(company_id, best.tier.group if best else None)


def review(account: PartnerAccount, *, today: date | None = None) -> TierMembership | None:
    """Look at an account's criteria and do what follows; return its membership afterwards.

    Better: it moves up at once. Worse: at the review date a grace period begins (a mail says so), and when it
    is over it moves down; who meets the criteria again meanwhile stays. What was set by hand stays until its
    review date. Suspended accounts are left as they are.
    """
    tiers = ladder()
    if not tiers or not account.is_active:
        return membership_of(account)
    measured = measures_of([account.pk])[account.pk]
    return _decide(account, tiers, requirements_of(tiers), measured, today=today or timezone.localdate())


def review_all(*, today: date | None = None) -> int:
    """Review every active account, each in a transaction of its own; return how many changed their tier.

    The criteria are measured for all of them together.
    """
    tiers, accounts = ladder(), active_accounts()
    if not tiers:
        return 0
    wanted, measures = requirements_of(tiers), measures_of(account.pk for account in accounts)
    moved = 0
    for account in accounts:
        before = membership_of(account)
        after = _decide(account, tiers, wanted, measures[account.pk], today=today or timezone.localdate())
        moved += (before and before.pk) != (after and after.pk)
    return moved


@transaction.atomic
def _decide(
    account: PartnerAccount,
    tiers: Sequence[Tier],
    wanted: Requirements,
    measured: Mapping[str, Decimal],
    *,
    today: date,
) -> TierMembership | None:
    _lock(account)
    held, earned = membership_of(account), earned_tier(tiers, wanted, measured)
    if held is None:
        return set_tier(account, earned, cause=Cause.START) if earned else None
    if held.cause == Cause.BY_HAND and held.review_at > today:
        return held
    if earned is not None and earned.rank > held.tier.rank:
        return set_tier(account, earned, cause=Cause.EARNED)
    if earned is not None and earned.rank == held.tier.rank:
        return _keep(held, today)
    return _fall(account, held, earned, today)


def _keep(held: TierMembership, today: date) -> TierMembership:
    """Whoever meets the criteria is in no grace period; a review that was due is done."""
    if held.grace_until is not None or held.review_at <= today:
        held.grace_until = None
        if held.review_at <= today:
            held.review_at = _next_review(held.tier, today)
            held.cause = Cause.EARNED if held.cause == Cause.BY_HAND else held.cause
        held.save(update_fields=["grace_until", "review_at", "cause"])
    return held


def _fall(
    account: PartnerAccount, held: TierMembership, earned: Tier | None, today: date
) -> TierMembership | None:
    if held.review_at > today and held.grace_until is None:
        return held
    if held.grace_until is None and held.tier.grace_days:
        held.grace_until = today + timedelta(days=held.tier.grace_days)
        held.save(update_fields=["grace_until"])
        publish(PartnerTierInGrace(account_id=account.pk, membership_id=held.pk))
        return held
    if held.grace_until is not None and held.grace_until >= today:
        return held
    return set_tier(account, earned, cause=Cause.MISSED)
