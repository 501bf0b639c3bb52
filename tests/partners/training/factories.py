"""Courses with lessons and a quiz, and people who take them."""

from datetime import timedelta

import factory
from django.utils import timezone

from partners.accounts.access import access_of
from partners.training.models import Certificate, Choice, Course, Lesson, Question
from partners.training.queries import row_for
from partners.training.services import mark_done, start_attempt
from shop.time_zones import shop_day
from shop.user.models import User


class CourseFactory(factory.django.DjangoModelFactory):
    """Two lessons, and two questions of one answer each; the first choice is the right one."""

    title = factory.Sequence(lambda n: f"Glazes {n}")
    is_published = True

    class Meta:
        model = Course
        skip_postgeneration_save = True

    @factory.post_generation
    def lessons(self, create, value, **kwargs):
        for number in range(2 if value is None else value):
            Lesson.objects.create(
                course=self, title=f"Lesson {number}", body="<p>Fire.</p>", sort_order=number
            )

    @factory.post_generation
    def questions(self, create, value, **kwargs):
        for number in range(2 if value is None else value):
            add_question(self, f"Question {number}?")


def add_question(course, text, *, right=("right",), wrong=("wrong",), kind="single", explanation="Because."):
    question = Question.objects.create(course=course, text=text, kind=kind, explanation=explanation)
    for words, is_correct in [*((one, True) for one in right), *((one, False) for one in wrong)]:
        Choice.objects.create(question=question, text=f"{text} {words}", is_correct=is_correct)
    return question


def access(user):
    """What somebody may do, read anew."""
    return access_of(User.objects.get(pk=user.pk))


def begin(user, course, *, now=None):
    """An attempt of somebody who has done every lesson."""
    for lesson in course.lessons.all():
        mark_done(access(user), lesson)
    row = row_for(access(user), course.pk, day=shop_day())
    return start_attempt(access(user), row, now=now or timezone.now())


def right_answers(course):
    rows = course.questions.prefetch_related("choices")
    return {row.pk: [one.pk for one in row.choices.all() if one.is_correct] for row in rows}


def wrong_answers(course):
    rows = course.questions.prefetch_related("choices")
    return {row.pk: [one.pk for one in row.choices.all() if not one.is_correct][:1] for row in rows}


def certificate(member, course, *, days=100, number="KC-AAAAA-BBBBB", **fields):
    """A certificate of somebody that ends in so many days."""
    return Certificate.objects.create(
        number=number,
        course=course,
        account=member.account,
        user=member.user,
        holder_name="Ann Potter",
        issued_at=timezone.now() - timedelta(days=5),
        expires_on=shop_day() + timedelta(days=days),
        **fields,
    )
