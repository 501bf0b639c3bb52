"""Reports that are owed and have not come: who is told of them, and when."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy as _

from crm_core.activities.access import AssigneeRefusedError
from crm_core.activities.reasons import REASONS, Reason
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.customers.models import Customer
from partners.accounts.access import access_of
from partners.accounts.models import PartnerAccount
from partners.accounts.queries import people_of
from partners.sell_through.company_permissions import REPORT
from partners.sell_through.models import ReportGap, ReportingPeriod, ReportingTerms, SellThroughReport
from partners.sell_through.periods import due_on, is_owed, kinds_owed, recent_periods
from partners.sell_through.queries import COUNTED
from shop.json_types import JsonObject
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language
from shop.user.models import User

KIND = "sell-through-reminder"
REASON = "sell-through-missing"
#: Days after the due day on which the partner is reminded, and on which their manager is told.
REMIND_AFTER, ESCALATE_AFTER = timedelta(days=1), timedelta(days=8)


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A report that is owed: for which period, of which kind, by when, and the one that counts if it came."""

    period: ReportingPeriod
    kind: str
    due_on: date
    report: SellThroughReport | None


def owed_by(terms: ReportingTerms, *, today: date) -> list[Owed]:
    """List what a partner owes for periods that are over, the latest first. Three queries."""
    periods = [one for one in recent_periods(terms.cadence, today=today) if is_owed(terms, one, today=today)]
    rows = SellThroughReport.objects.filter(account=terms.account_id, period__in=periods, state__in=COUNTED)
    counting = {(row.period_id, row.kind): row for row in rows}
    return [
        Owed(
            period=period,
            kind=kind,
            due_on=due_on(terms, period),
            report=counting.get((period.pk, kind)),
        )
        for period in periods
        for kind in kinds_owed(terms)
    ]


def find_gaps(*, today: date) -> int:
    """Write down what is overdue and missing, and close what has come; return how many are open.

    Periods that are locked are left: nothing can be sent for them any more.
    """
    for terms in ReportingTerms.objects.filter(account__status=PartnerAccount.Status.ACTIVE):
        missing = [
            ReportGap(account_id=terms.account_id, period=owed.period, kind=owed.kind, due_on=owed.due_on)
            for owed in owed_by(terms, today=today)
            if owed.report is None and owed.due_on < today and not owed.period.is_locked
        ]
        ReportGap.objects.bulk_create(missing, ignore_conflicts=True)
    open_gaps(locked=True).update(closed_at=timezone.now())
    return open_gaps().count()


def open_gaps(*, locked: bool = False) -> QuerySet[ReportGap]:
    """List the reports that are missing still, of periods that are open (or `locked` since)."""
    return ReportGap.objects.filter(closed_at=None, period__locked_at__isnull=not locked)


def gaps_to_tell(*, today: date) -> list[ReportGap]:
    """List the gaps of which the partner or their manager has to be told today."""
    rows = open_gaps().select_related("account__company", "period")
    remind = rows.filter(reminded_at=None, due_on__lte=today - REMIND_AFTER)
    escalate = rows.filter(escalated_at=None, due_on__lte=today - ESCALATE_AFTER)
    return sorted({*remind, *escalate}, key=lambda gap: gap.pk)


def chase(gap: ReportGap, *, today: date) -> None:
    """Remind the partner, and a week later tell their manager; each once, whoever calls."""
    if gap.due_on <= today - REMIND_AFTER:
        remind(gap)
    if gap.due_on <= today - ESCALATE_AFTER:
        escalate(gap)


@transaction.atomic
def remind(gap: ReportGap) -> bool:
    """Mail those of the partner who report, in their languages; return whether this call did."""
    untold = ReportGap.objects.filter(pk=gap.pk, reminded_at=None, closed_at=None)
    if not untold.update(reminded_at=timezone.now()):
        return False
    for user in reporters(gap.account):
        language = reader_language(user)
        with translation.override(language):
            context = _context(gap)
        send(
            KIND,
            to=user.email,
            language=language,
            context=context,
            key=f"{KIND}:{gap.pk}:{user.pk}",
            user=user,
        )
    return True


@transaction.atomic
def escalate(gap: ReportGap) -> bool:
    """Plan a follow-up for the owner of the partner's customer record; return whether this call did.

    Without an owner, or one who does not see the record, the gap stands in the list of missing reports.
    """
    untold = ReportGap.objects.filter(pk=gap.pk, escalated_at=None, closed_at=None)
    if not untold.update(escalated_at=timezone.now()):
        return False
    customer = customer_of(gap.account)
    if customer is None or customer.owner is None:
        return True
    try:
        plan_activity(
            PlannedActivity(
                subject=gettext("Ask for the missing report"),
                due_at=timezone.now(),
                customer=customer,
                assignee=customer.owner,
                reason=REASON,
                reason_data={"period": str(gap.period), "partner": str(gap.account.company)},
                source=f"sell-through-gap:{gap.pk}",
            )
        )
    except AssigneeRefusedError:
        return True
    return True


def reporters(account: PartnerAccount) -> list[User]:
    """List the people of a partner who may report, by key."""
    people = people_of(account).filter(is_active=True).order_by("pk")
    return [user for user in people if (access := access_of(user)) and access.can(REPORT)]


def customer_of(account: PartnerAccount) -> Customer | None:
    """Return the customer record of a partner's company."""
    rows = Customer.objects.filter(company=account.company_id, kind=Customer.Kind.COMPANY)
    return rows.select_related("owner").order_by("pk").first()


def _context(gap: ReportGap) -> dict[str, object]:
    path = reverse("sell_through:overview")
    return {"gap": gap, "address": settings.KILN_BASE_URL.rstrip("/") + path}


def _sample() -> dict[str, object] | None:
    gap = ReportGap.objects.select_related("account__company", "period").order_by("-pk").first()
    return _context(gap) if gap else None


def _words(data: JsonObject) -> str:
    return gettext("%(partner)s has not reported %(period)s") % {
        "partner": data["partner"],
        "period": data["period"],
    }


REASONS.register(Reason(name=REASON, words=_words))
KINDS.register(
    EmailType(
        code=KIND,
        name=_("Missing partner report"),
        template="partners/mail/sell_through_reminder",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
