"""Certificates: issued when a quiz is passed, revoked with a reason; tiers look at once."""

import secrets
from datetime import date, datetime

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped] # it has no types
from django.db import transaction
from django.utils.translation import gettext as _

from partners.tiers.services import review
from partners.training.errors import TrainingRefusedError
from partners.training.models import Attempt, Certificate, Course
from shop.audit.services import record
from shop.time_zones import shop_day
from shop.user.models import User

#: Letters and digits that nobody takes for another; 32 of them, so ten hold 50 bits.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 10


def new_number() -> str:
    """Return a number that nobody guesses: KC-ABCDE-FGHJK."""
    drawn = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    return f"KC-{drawn[:5]}-{drawn[5:]}"


def end_of(course: Course, day: date) -> date | None:
    """Return the last day of a certificate that is issued on a day; None without an end."""
    if course.valid_months is None:
        return None
    found: date = day + relativedelta(months=course.valid_months)
    return found


def name_of(user: User) -> str:
    """Return what a certificate calls somebody: their name, else their address."""
    return user.get_full_name().strip() or user.email


def issue(attempt: Attempt, *, now: datetime) -> Certificate:
    """Issue the certificate of an attempt that passed; the partner's tier is reviewed at once."""
    enrolment = attempt.enrolment
    made = Certificate.objects.create(
        number=new_number(),
        course=enrolment.course,
        account=enrolment.account,
        user=enrolment.user,
        attempt=attempt,
        holder_name=name_of(enrolment.user),
        issued_at=now,
        expires_on=end_of(enrolment.course, shop_day(now)),
    )
    review(enrolment.account)
    return made


@transaction.atomic
def revoke(certificate: Certificate, *, reason: str, by: User, now: datetime) -> Certificate:
    """Take a certificate back; once, later attempts change nothing. Audited; the tier is reviewed.

    Raises TrainingRefusedError without a reason.
    """
    if not (words := reason.strip()):
        raise TrainingRefusedError(_("Please give a reason."))
    rows = Certificate.objects.filter(pk=certificate.pk, revoked_at=None)
    changed = rows.update(revoked_at=now, revoked_by=by, revoke_reason=words)
    certificate.refresh_from_db()
    if changed:
        model, detail = certificate._meta.label_lower, {"number": certificate.number, "reason": words}
        record("certificate_revoked", actor=by, model=model, object_id=certificate.pk, detail=detail)
        review(certificate.account)
    return certificate
