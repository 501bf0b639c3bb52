"""A quiz opens after the lessons, counts once, and gives a certificate that moves the tier."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.tiers.models import TierRequirement
from partners.tiers.queries import tier_of
from partners.tiers.services import review
from partners.training.certificates import revoke
from partners.training.errors import TrainingRefusedError
from partners.training.models import Certificate
from partners.training.queries import row_for
from partners.training.scoring import shown_in
from partners.training.services import attempts_left, reset_attempts, start_attempt, submit_attempt
from shop.audit.models import AuditEntry
from shop.time_zones import shop_day
from tests.partners.factories import PartnerUserFactory
from tests.partners.tiers.factories import TierFactory
from tests.partners.training.factories import (
    CourseFactory,
    access,
    add_question,
    begin,
    right_answers,
    wrong_answers,
)
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return PartnerUserFactory()


def try_again(member, course, *, now=None):
    row = row_for(access(member.user), course.pk, day=shop_day())
    return start_attempt(access(member.user), row, now=now or timezone.now())


def fail(member, course):
    return submit_attempt(begin(member.user, course), wrong_answers(course), now=timezone.now())


def test_quiz_waits_until_every_lesson_is_done(member):
    course = CourseFactory()

    with pytest.raises(TrainingRefusedError, match="finish every lesson"):
        try_again(member, course)


def test_who_passes_gets_a_certificate_that_ends_after_its_months(member):
    course = CourseFactory(valid_months=12)

    attempt = submit_attempt(begin(member.user, course), right_answers(course), now=timezone.now())

    assert (attempt.score, attempt.has_passed) == (100, True)
    held = Certificate.objects.get()
    assert (held.account, held.user, held.course) == (member.account, member.user, course)
    assert 364 <= (held.expires_on - shop_day()).days <= 366


def test_attempt_that_is_submitted_twice_counts_once(member):
    course = CourseFactory()
    attempt = begin(member.user, course)

    submit_attempt(attempt, wrong_answers(course), now=timezone.now())
    again = submit_attempt(attempt, right_answers(course), now=timezone.now())

    assert (again.score, again.has_passed) == (0, False)
    assert not Certificate.objects.exists()


def test_several_answers_are_right_only_together(member):
    course = CourseFactory(questions=0)
    question = add_question(course, "Which?", right=("a", "b"), wrong=("c",), kind="multiple")
    a, b, c = question.choices.order_by("pk")
    attempt = begin(member.user, course)

    def is_right(*ticked):
        return shown_in(attempt, answers={question.pk: [one.pk for one in ticked]})[0].is_right

    assert is_right(a, b)
    assert not is_right(a)
    assert not is_right(a, b, c)


def test_open_attempt_is_gone_on_with(member):
    course = CourseFactory()
    first = begin(member.user, course)

    assert try_again(member, course) == first


def test_attempts_end_and_staff_give_new_ones(member):
    course = CourseFactory(max_attempts=1)
    failed = fail(member, course)

    with pytest.raises(TrainingRefusedError, match="used all attempts"):
        try_again(member, course)
    reset_attempts(failed.enrolment, by=UserFactory(), now=timezone.now())

    assert attempts_left(failed.enrolment) == 1
    assert try_again(member, course).number == 2
    assert AuditEntry.objects.filter(action="attempts_reset").exists()


def test_who_failed_waits_for_the_hours_of_the_course(member):
    course = CourseFactory(cooldown_hours=24)
    fail(member, course)

    with pytest.raises(TrainingRefusedError, match="try again from"):
        try_again(member, course)
    assert try_again(member, course, now=timezone.now() + timedelta(hours=25)).number == 2


def test_certificate_that_is_valid_for_long_is_not_earned_again(member):
    course = CourseFactory()
    submit_attempt(begin(member.user, course), right_answers(course), now=timezone.now())

    with pytest.raises(TrainingRefusedError, match="hold this certificate"):
        try_again(member, course)


def test_certificate_moves_the_tier_at_once_and_its_end_is_seen(member):
    TierFactory(name="Silver", rank=1)
    gold = TierFactory(name="Gold", rank=2)
    TierRequirement.objects.create(tier=gold, criterion="certificates", threshold=1)
    review(member.account)
    course = CourseFactory()
    assert tier_of(member.account).name == "Silver"

    submit_attempt(begin(member.user, course), right_answers(course), now=timezone.now())
    assert tier_of(member.account) == gold

    revoke(Certificate.objects.get(), reason="Exam by somebody else", by=UserFactory(), now=timezone.now())
    later = timezone.localdate() + timedelta(days=800)
    assert review(member.account, today=later).grace_until


def test_revoking_needs_a_reason_and_is_audited(member):
    course = CourseFactory()
    submit_attempt(begin(member.user, course), right_answers(course), now=timezone.now())
    held = Certificate.objects.get()

    with pytest.raises(TrainingRefusedError):
        revoke(held, reason=" ", by=UserFactory(), now=timezone.now())
    revoke(held, reason="Left the company", by=UserFactory(), now=timezone.now())

    assert not held.is_valid_on(shop_day())
    assert AuditEntry.objects.get(action="certificate_revoked").detail["reason"] == "Left the company"
