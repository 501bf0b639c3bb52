"""Reminding us of registrations whose answer is late."""

from datetime import datetime

from partners.deal_registrations import mail
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.models.registrations import WAITING

AT_ONCE = 200


def remind_of_late(*, now: datetime) -> int:
    """Write to who is in charge of each registration whose clock has run out, once; return of how many."""
    late = DealRegistration.objects.filter(state__in=WAITING, answer_due_at__lt=now, reminded_at=None)
    number = 0
    for one in late.select_related("account__company__sales_rep", "reviewer").order_by("pk")[:AT_ONCE]:
        claimed = DealRegistration.objects.filter(pk=one.pk, reminded_at=None).update(reminded_at=now)
        if claimed and one.answer_due_at:
            mail.tell_staff(mail.LATE, one, fact=one.answer_due_at.isoformat())
            number += 1
    return number
