"""Reminders of what is overdue: one mail to a company about all of it, however many orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from shop.audit.services import record
from shop.b2b.models import Company
from shop.events.services import publish
from shop.mail.services import send
from shop.time_zones import shop_day
from shop.trade_credit.events import PaymentReminderSent
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.mail import REMINDER
from shop.trade_credit.models import DunningPause, DunningSettings, PaymentReminder, Receivable, ReminderItem
from shop.trade_credit.people import readers_of
from shop.trade_credit.queries import overdue_receivables, undisputed
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """An overdue order with the level that it has reached and the one it was reminded of (0: none)."""

    receivable: Receivable
    days: int
    level: int
    reminded: int

    @property
    def is_due(self) -> bool:
        """Whether it is time to remind of it (again)."""
        return self.level > self.reminded


def level_after(days: int, levels: Sequence[tuple[int, int]]) -> int:
    """Return the level that so many days overdue have reached; 0: none yet."""
    return max((level for level, after in levels if days >= after), default=0)


def remind_companies(day: date | None = None) -> int:
    """Remind every company of which something has reached another level; returns how many were.

    Run daily, safe to repeat: a company gets one reminder a day at most, and of each order one for each
    level. What is disputed is left out, and so are companies whose reminders are paused.
    """
    today = day or shop_day()
    levels = DunningSettings.load().levels
    if not levels:
        return 0
    companies = overdue_receivables(today).values_list("company", flat=True).order_by().distinct()
    waiting = Company.objects.filter(pk__in=companies).exclude(pk__in=pauses(today).values("company"))
    return sum(remind(company, day=today) is not None for company in waiting)


def pauses(day: date) -> QuerySet[DunningPause]:
    """Return the pauses of reminders that hold on a day."""
    return DunningPause.objects.filter(Q(until=None) | Q(until__gt=day))


def pause_reminders(company: Company, *, until: date | None, reason: str, by: User) -> DunningPause:
    """Send a company no reminders until a day (None: until somebody goes on); a second pause replaces it.

    Audited. Raises CreditRefusedError without a reason or for a day that is not ahead. What is owed and the
    block of overdue accounts stay as they are.
    """
    if not reason.strip():
        raise CreditRefusedError(_("Please give a reason."))
    if until is not None and until <= shop_day():
        raise CreditRefusedError(_("Please choose a later day."))
    values = {"until": until, "reason": reason.strip(), "by": by}
    with transaction.atomic():
        pause, _is_new = DunningPause.objects.update_or_create(company=company, defaults=values)
        told: dict[str, object] = {"until": str(until or ""), "reason": reason.strip()}
        _record(company, "paused", by=by, detail=told)
    return pause


def resume_reminders(company: Company, *, by: User) -> None:
    """Remind a company again; nothing where it is not paused. Audited."""
    with transaction.atomic():
        if DunningPause.objects.filter(company=company).delete()[0]:
            _record(company, "resumed", by=by, detail={})


def _record(company: Company, what: str, *, by: User, detail: dict[str, object]) -> None:
    record(
        f"trade_credit.reminders_{what}", actor=by, model="b2b.company", object_id=company.pk, detail=detail
    )


def overdue_of(company: Company, *, day: date) -> list[Overdue]:
    """List what a company should have paid, the first due first, without what it disputes."""
    levels = DunningSettings.load().levels
    rows = undisputed(overdue_receivables(day).filter(company=company))
    found = list(rows.select_related("order__user"))
    reminded = reminded_levels(found)
    return [
        Overdue(
            receivable=one,
            days=(day - one.due_on).days,
            level=level_after((day - one.due_on).days, levels),
            reminded=reminded.get(one.pk, 0),
        )
        for one in found
    ]


def reminded_levels(receivables: Sequence[Receivable]) -> Mapping[int, int]:
    """Tell of which level each was reminded last, by key; one query."""
    items = ReminderItem.objects.filter(receivable__in=receivables).order_by()
    return dict(items.values_list("receivable").annotate(level=Max("level")))


def remind(company: Company, *, day: date) -> PaymentReminder | None:
    """Write to a company about all that is overdue, if something has reached another level; None: not now.

    Effects in one transaction: the reminder with its orders, a mail for each reader, `PaymentReminderSent`.
    """
    overdue = overdue_of(company, day=day)
    if not any(one.is_due for one in overdue):
        return None
    readers = readers_of(company, [one.receivable for one in overdue])
    level = max(one.level for one in overdue if one.is_due)
    try:
        with transaction.atomic():
            reminder = PaymentReminder.objects.create(
                company=company, level=level, sent_on=day, recipients=len(readers)
            )
            ReminderItem.objects.bulk_create(
                ReminderItem(
                    reminder=reminder, receivable=one.receivable, level=one.level, owed=one.receivable.owed
                )
                for one in overdue
            )
            for user, language in readers:
                context = {"company": company, "level": level, "overdue": overdue, "reader": user}
                key = f"payment-reminder:{reminder.pk}:{user.pk}"
                send(REMINDER, to=user.email, language=language, context=context, key=key, user=user)
            publish(PaymentReminderSent(company_id=company.pk, reminder_id=reminder.pk))
    except IntegrityError:  # another worker has reminded them today
        return None
    return reminder


def next_reminders(receivables: Sequence[Receivable], day: date) -> dict[int, date]:
    """Tell by company when it is reminded next of these open orders (disputed ones not among them).

    One whose reminders are paused without an end is not there.
    """
    levels = DunningSettings.load().levels
    reminded = reminded_levels(receivables)
    paused = dict(pauses(day).values_list("company", "until"))
    found: dict[int, date] = {}
    for one in receivables:
        later = [after for level, after in levels if level > reminded.get(one.pk, 0)]
        if later and paused.get(one.company_id, day) is not None:
            on = max(one.due_on + timedelta(days=min(later)), paused.get(one.company_id) or day)
            found[one.company_id] = min(on, found.get(one.company_id, on))
    return found
