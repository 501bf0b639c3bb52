"""Courses for the demo's distributors: some of their people are certified, one certificate ends soon."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from config.demo.partners_people import distributors, leader_of
from config.demo.partners_training_words import COURSES, CourseWords
from config.demo.partners_words import Words, in_languages
from partners.accounts.models import PartnerAccount
from partners.training.certificates import end_of, name_of, new_number
from partners.training.models import (
    Attempt,
    Certificate,
    Choice,
    Course,
    Enrolment,
    Lesson,
    LessonDone,
    Question,
)
from partners.training.scoring import shuffled
from shop.time_zones import shop_day
from shop.user.models import User

PASS_PERCENT, WHOLE = 60, 100
#: How many days ago the leaders of the first distributors passed the first course; one nearly a year ago.
PASSED = (352, 120, 80, 15)
#: Whose leader has begun the second course.
BEGUN = 3


def add_training(*, now: datetime) -> None:
    """Add the courses and who passed them; nothing where there are some."""
    if Course.objects.exists() or not distributors():
        return
    add_courses([(account, leader_of(one)) for one, account in distributors()], now=now)


def add_courses(people: Sequence[tuple[PartnerAccount, User]], *, now: datetime) -> None:
    """Add the courses; the first of these people passed one of them, some have begun another."""
    courses = [_course(words) for words in COURSES]
    for days, (account, user) in zip(PASSED, people, strict=False):
        _pass(courses[0], account, user, moment=now - timedelta(days=days))
    for account, user in people[:BEGUN]:
        begun = Enrolment.objects.create(course=courses[1], account=account, user=user)
        LessonDone.objects.create(enrolment=begun, lesson=courses[1].lessons.all()[0])


def _course(words: CourseWords) -> Course:
    course = Course.objects.create(
        **in_languages(title=words.title, summary=words.summary),
        pass_percent=PASS_PERCENT,
        valid_months=words.months,
        max_attempts=words.attempts,
        is_published=True,
    )
    for place, lesson in enumerate(words.lessons):
        text: Words = (_html(lesson.text[0]), _html(lesson.text[1]), _html(lesson.text[2]))
        Lesson.objects.create(course=course, sort_order=place, **in_languages(title=lesson.title, body=text))
    for asked in words.questions:
        kind = Question.Kind.MULTIPLE if asked.right > 1 else Question.Kind.SINGLE
        question = Question.objects.create(
            course=course, kind=kind, **in_languages(text=asked.text, explanation=asked.why)
        )
        for place, choice in enumerate(asked.choices):
            Choice.objects.create(
                question=question, is_correct=place < asked.right, **in_languages(text=choice)
            )
    return course


def _html(text: str) -> str:
    return f"<p>{text}</p>"


def _pass(course: Course, account: PartnerAccount, user: User, *, moment: datetime) -> None:
    """Write what somebody made of a course in the past; nobody is told, no tier is looked at."""
    enrolment = Enrolment.objects.create(course=course, account=account, user=user)
    LessonDone.objects.bulk_create(
        [LessonDone(enrolment=enrolment, lesson=lesson) for lesson in course.lessons.all()]
    )
    questions = course.questions.prefetch_related("choices")
    right = {
        str(one.pk): [choice.pk for choice in one.choices.all() if choice.is_correct] for one in questions
    }
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        number=1,
        questions=shuffled(questions),
        answers=right,
        score=WHOLE,
        has_passed=True,
        started_at=moment,
        submitted_at=moment,
    )
    Certificate.objects.create(
        number=new_number(),
        course=course,
        account=account,
        user=user,
        attempt=attempt,
        holder_name=name_of(user),
        issued_at=moment,
        expires_on=end_of(course, shop_day(moment)),
    )
