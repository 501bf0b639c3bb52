"""Certificates that end: reminders before, and at the end tiers are looked at."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from partners.tiers.services import review
from partners.training.mail import remind
from partners.training.models import Certificate

#: Days before the end on which the holder is written to; 0 is the day after the last good one.
STAGES = (30, 7, 0)
#: Later than so many days after the end nobody is told any more.
PAST = timedelta(days=14)


def ending(today: date) -> QuerySet[Certificate]:
    """List certificates that end within 30 days or ended lately, were not revoked and not renewed."""
    later = Certificate.objects.filter(
        course=OuterRef("course"), user=OuterRef("user"), account=OuterRef("account"), revoked_at=None
    ).filter(Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")))
    rows = Certificate.objects.filter(
        ~Exists(later),
        revoked_at=None,
        user__is_active=True,
        expires_on__gte=today - PAST,
        expires_on__lte=today + timedelta(days=STAGES[0]),
    )
    return rows.exclude(reminded=0).select_related("course", "user", "account").order_by("pk")


def stage_of(certificate: Certificate, today: date) -> int | None:
    """Return the reminder that is due on a day: the last of 30, 7, 0 that is reached."""
    if certificate.expires_on is None:
        return None
    left = (certificate.expires_on - today).days
    if left < 0:
        return 0
    due = [stage for stage in STAGES if stage and left <= stage]
    return min(due) if due else None


def due_reminders(today: date) -> Iterator[tuple[Certificate, int]]:
    """Yield the certificates about whose end somebody has not been told yet, with the days left."""
    for certificate in ending(today):
        stage = stage_of(certificate, today)
        if stage is not None and (certificate.reminded is None or certificate.reminded > stage):
            yield certificate, stage


def tell(certificate: Certificate, stage: int, *, today: date) -> bool:
    """Remind the holder once of a stage, and have the tier reviewed at the end; tell whether it was done."""
    told = Certificate.objects.filter(pk=certificate.pk)
    told = told.filter(Q(reminded=None) | Q(reminded__gt=stage))
    if not told.update(reminded=stage):
        return False
    if stage == 0:
        review(certificate.account, today=today)
    return remind(certificate, days=stage)
