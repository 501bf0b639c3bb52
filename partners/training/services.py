"""Writing what people make of courses: lessons done, attempts at the quiz."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from partners.accounts.access import PartnerAccess
from partners.training.certificates import issue
from partners.training.errors import TrainingRefusedError
from partners.training.models import Attempt, Course, Enrolment, Lesson, LessonDone
from partners.training.queries import CourseRow
from partners.training.scoring import score_of, shown_in, shuffled
from shop.audit.services import record
from shop.user.models import User


def enrol(access: PartnerAccess, course: Course) -> Enrolment:
    """Return the enrolment of a reader, made where there is none."""
    found, _made = Enrolment.objects.get_or_create(
        course=course, account=access.account, user_id=access.user_id
    )
    return found


def mark_done(access: PartnerAccess, lesson: Lesson) -> None:
    """Note that a reader has done a lesson; again changes nothing."""
    LessonDone.objects.get_or_create(enrolment=enrol(access, lesson.course), lesson=lesson)


@transaction.atomic
def start_attempt(access: PartnerAccess, row: CourseRow, *, now: datetime) -> Attempt:
    """Begin an attempt, or go on with the one that is open. Raises TrainingRefusedError, which says why not.

    Refused while lessons are not done, while the certificate is valid for long, after the last attempt that
    the course allows, and in the hours after one that failed.
    """
    if not row.questions:
        raise TrainingRefusedError(_("This course has no quiz."))
    if row.done < row.lessons:
        raise TrainingRefusedError(_("Please finish every lesson first."))
    enrolment = _locked(enrol(access, row.course))
    open_one = enrolment.attempts.filter(submitted_at=None).first()
    if open_one is not None:
        return open_one
    if not row.may_renew:
        raise TrainingRefusedError(_("You hold this certificate already."))
    _check_attempts(enrolment, now=now)
    last = enrolment.attempts.order_by("-number").values_list("number", flat=True).first() or 0
    questions = shuffled(row.course.questions.prefetch_related("choices"))
    return Attempt.objects.create(enrolment=enrolment, number=last + 1, questions=questions, started_at=now)


def attempts_left(enrolment: Enrolment) -> int | None:
    """Return how many attempts are left since the last certificate or reset; None where none are counted."""
    most = enrolment.course.max_attempts
    return None if most is None else max(0, most - len(_counted(enrolment)))


def next_attempt_at(enrolment: Enrolment) -> datetime | None:
    """Return when the next attempt may begin; None where nobody waits."""
    hours, counted = enrolment.course.cooldown_hours, _counted(enrolment)
    if not hours or not counted or counted[0].submitted_at is None:
        return None
    return counted[0].submitted_at + timedelta(hours=hours)


def _counted(enrolment: Enrolment) -> list[Attempt]:
    """List the failed attempts that count, the latest first: since the last one that passed, or a reset."""
    failed: list[Attempt] = []
    for attempt in enrolment.attempts.exclude(submitted_at=None).order_by("-number"):
        is_reset = enrolment.attempts_reset_at and attempt.started_at <= enrolment.attempts_reset_at
        if attempt.has_passed or is_reset:
            break
        failed.append(attempt)
    return failed


def _check_attempts(enrolment: Enrolment, *, now: datetime) -> None:
    if attempts_left(enrolment) == 0:
        raise TrainingRefusedError(
            _("You have used all attempts. Please ask your contact here to give you new ones.")
        )
    waits_until = next_attempt_at(enrolment)
    if waits_until is not None and waits_until > now:
        moment = formats.date_format(timezone.localtime(waits_until), "DATETIME_FORMAT")
        raise TrainingRefusedError(_("You can try again from %(moment)s on.") % {"moment": moment})


@transaction.atomic
def submit_attempt(attempt: Attempt, answers: Mapping[int, Sequence[int]], *, now: datetime) -> Attempt:
    """Score an attempt and keep its answers; who passed gets the certificate. Return it as it stands.

    It counts once: of two submissions the second finds it submitted and changes nothing.
    """
    _locked(attempt.enrolment)
    shown = shown_in(attempt, answers=answers)
    score = score_of(shown)
    has_passed = score >= attempt.enrolment.course.pass_percent
    kept = {str(one.question.pk): sorted(one.ticked) for one in shown}
    waiting = Attempt.objects.filter(pk=attempt.pk)
    waiting = waiting.filter(submitted_at=None)  # guard: attempt-counts-once
    changed = waiting.update(answers=kept, score=score, has_passed=has_passed, submitted_at=now)
    attempt.refresh_from_db()
    if changed and has_passed:
        issue(attempt, now=now)
    return attempt


@transaction.atomic
def reset_attempts(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    """Give somebody all attempts again, at once. Audited."""
    row = _locked(enrolment)
    row.attempts_reset_at = now
    row.save(update_fields=["attempts_reset_at"])
    record("attempts_reset", actor=by, model=row._meta.label_lower, object_id=row.pk, detail={})
    enrolment.refresh_from_db()


def _locked(enrolment: Enrolment) -> Enrolment:
    """Have what one person does in one course come one after the other."""
    return (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course")
        .get(pk=enrolment.pk)
    )
