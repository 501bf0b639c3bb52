"""Reading training: what is for whom, how far people are, and which certificates are valid."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from partners.accounts.access import PartnerAccess
from partners.accounts.audiences import chosen_by, reader_of
from partners.accounts.models import PartnerAccount
from partners.training.models import Certificate, Course, Enrolment

#: Somebody may renew a certificate from so many days before its end on.
RENEW_WITHIN = timedelta(days=60)
SOON = timedelta(days=30)
WHOLE = 100


@dataclass(frozen=True, kw_only=True)
class CourseRow:
    """A course and how far a reader is with it on a day."""

    course: Course
    lessons: int
    questions: int
    done: int
    enrolment: Enrolment | None
    certificate: Certificate | None
    day: date

    @property
    def percent(self) -> int:
        """How many of the lessons are done, in whole per cent."""
        return self.done * WHOLE // self.lessons if self.lessons else 0

    @property
    def is_valid(self) -> bool:
        """Whether the last certificate is good."""
        return self.certificate is not None and self.certificate.is_valid_on(self.day)

    @property
    def expires_soon(self) -> bool:
        """Whether the certificate is good for a month at most."""
        end = self.certificate.expires_on if self.certificate else None
        return self.is_valid and end is not None and end - self.day <= SOON

    @property
    def may_renew(self) -> bool:
        """Whether a new certificate can be earned: there is none, or its end is near."""
        end = self.certificate.expires_on if self.certificate else None
        return not self.is_valid or (end is not None and end - self.day <= RENEW_WITHIN)

    @property
    def state(self) -> str:
        """Return "done", "expired", "started" or "todo"."""
        if self.is_valid or (not self.questions and self.lessons and self.done == self.lessons):
            return "done"
        if self.certificate is not None and self.certificate.revoked_at is None:
            return "expired"
        return "started" if self.enrolment else "todo"


def valid_certificates(day: date) -> QuerySet[Certificate]:
    """List the certificates that are good on a day."""
    return Certificate.objects.filter(Q(expires_on=None) | Q(expires_on__gte=day), revoked_at=None)


def holds(account: PartnerAccount | None, course: Course, day: date) -> bool:
    """Tell whether somebody of an account holds a valid certificate of a course."""
    return account is not None and valid_certificates(day).filter(account=account, course=course).exists()


def courses_for(access: PartnerAccess) -> list[Course]:
    """List the published courses that are for a reader, with `lesson_count` and `question_count`.

    One query, and one for each way to tell partners apart that some of them name.
    """
    rows = list(counted_courses().filter(is_published=True).order_by("title", "pk"))
    named = {name for row in rows for name, values in row.audience.items() if values}
    reader = reader_of(access, named)
    return [row for row in rows if chosen_by(row.audience, reader)]


def course_for(access: PartnerAccess, pk: int) -> Course | None:
    """Return one of the courses that are for a reader; None where it is not there for them."""
    return next((course for course in courses_for(access) if course.pk == pk), None)


def counted_courses() -> QuerySet[Course]:
    """Count lessons and questions with the courses."""
    return Course.objects.annotate(
        lesson_count=Count("lessons", distinct=True), question_count=Count("questions", distinct=True)
    ).select_related("picture")


def rows_for(access: PartnerAccess, courses: Iterable[Course], *, day: date) -> list[CourseRow]:
    """Set each course beside what a reader made of it. Two queries."""
    found = list(courses)
    mine = Enrolment.objects.filter(user=access.user_id, account=access.account, course__in=found)
    enrolments = {row.course_id: row for row in mine.annotate(done=Count("lessons_done"))}
    held = latest_certificates(
        Certificate.objects.filter(user=access.user_id, account=access.account, course__in=found)
    )
    return [
        CourseRow(
            course=course,
            lessons=course.lesson_count,  # type: ignore[attr-defined]
            questions=course.question_count,  # type: ignore[attr-defined]
            done=getattr(enrolments.get(course.pk), "done", 0),
            enrolment=enrolments.get(course.pk),
            certificate=held.get(course.pk),
            day=day,
        )
        for course in found
    ]


def row_for(access: PartnerAccess, pk: int, *, day: date) -> CourseRow | None:
    """Return one course with how far a reader is; None where it is not there for them."""
    course = course_for(access, pk)
    return rows_for(access, [course], day=day)[0] if course else None


def latest_certificates(certificates: QuerySet[Certificate]) -> dict[int, Certificate]:
    """Return by course the certificate that counts: the latest that was not revoked, else the latest."""
    rows = certificates.order_by("issued_at", "pk")
    held: dict[int, Certificate] = {}
    for row in rows:
        if row.revoked_at is None or row.course_id not in held:
            held[row.course_id] = row
    return held


def counted_certificates(accounts: Collection[int], day: date) -> dict[int, int]:
    """Count by account the courses and people with a valid certificate; a renewed one counts once."""
    rows = valid_certificates(day).filter(account__in=accounts).order_by()
    counted: dict[int, int] = {}
    for account, _course, _user in rows.values_list("account", "course", "user").distinct():
        counted[account] = counted.get(account, 0) + 1
    return counted


def team_rows(account: PartnerAccount) -> QuerySet[Enrolment]:
    """List who of an account takes which course, with how many lessons they did."""
    rows = Enrolment.objects.filter(account=account).select_related("course", "user")
    return rows.annotate(done=Count("lessons_done")).order_by("course__title", "user_id")


@dataclass(frozen=True, kw_only=True)
class TeamRow:
    """Somebody of an account and a course: lessons done of how many, and the last certificate."""

    enrolment: Enrolment
    lessons: int
    certificate: Certificate | None
    is_valid: bool


def team_page(account: PartnerAccount, enrolments: list[Enrolment], *, day: date) -> list[TeamRow]:
    """Complete a page of `team_rows`. Two queries."""
    courses = counted_courses().in_bulk({row.course_id for row in enrolments})
    people = {row.user_id for row in enrolments}
    held: dict[tuple[int, int], Certificate] = {}
    given = Certificate.objects.filter(account=account, user__in=people, course__in=courses)
    for row in given.order_by("issued_at", "pk"):
        held[row.course_id, row.user_id] = row
    return [
        TeamRow(
            enrolment=row,
            lessons=courses[row.course_id].lesson_count,  # type: ignore[attr-defined]
            certificate=(certificate := held.get((row.course_id, row.user_id))),
            is_valid=certificate is not None and certificate.is_valid_on(day),
        )
        for row in enrolments
    ]


def attempt_facts(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Count lessons done (`done`), attempts (`tries`) and attempts that passed (`passed`) with enrolments."""
    return enrolments.annotate(
        done=Count("lessons_done", distinct=True),
        tries=Count("attempts", distinct=True, filter=Q(attempts__submitted_at__isnull=False)),
        passed=Count("attempts", distinct=True, filter=Q(attempts__has_passed=True)),
    )
