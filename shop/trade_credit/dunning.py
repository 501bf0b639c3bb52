"""Reminders of what is overdue: one mail to a company about all of it, however many orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from shop.b2b.models import Company
from shop.events.services import publish
from shop.mail.services import send
from shop.time_zones import shop_day
from shop.trade_credit.events import PaymentReminderSent
from shop.trade_credit.mail import REMINDER
from shop.trade_credit.models import DunningSettings, PaymentReminder, Receivable, ReminderItem
from shop.trade_credit.people import readers_of
from shop.trade_credit.queries import overdue_receivables, undisputed


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
    level. What is disputed is left out.
    """
    today = day or shop_day()
    levels = DunningSettings.load().levels
    if not levels:
        return 0
    companies = overdue_receivables(today).values_list("company", flat=True).order_by().distinct()
    return sum(remind(company, day=today) is not None for company in Company.objects.filter(pk__in=companies))


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
    """Tell by company when it is reminded next of these open orders (disputed ones not among them)."""
    levels = DunningSettings.load().levels
    reminded = reminded_levels(receivables)
    found: dict[int, date] = {}
    for one in receivables:
        later = [after for level, after in levels if level > reminded.get(one.pk, 0)]
        if later:
            on = max(one.due_on + timedelta(days=min(later)), day)
            found[one.company_id] = min(on, found.get(one.company_id, on))
    return found
