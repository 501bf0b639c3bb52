"""Somebody submits one attempt several times at once."""

from functools import partial

from django.utils import timezone

from partners.training.models import Attempt, Certificate
from partners.training.services import submit_attempt
from tests.partners.factories import PartnerUserFactory
from tests.partners.training.factories import CourseFactory, begin, right_answers
from tests.races.running import on_postgresql
from tests.shop.checkout.race import at_once

SEVERAL = 6


@on_postgresql
def test_attempt_that_is_submitted_at_once_gives_one_certificate():
    member, course = PartnerUserFactory(), CourseFactory()
    attempt, answers = begin(member.user, course), right_answers(course)

    def submit(one):
        submit_attempt(one, answers, now=timezone.now())

    at_once([partial(submit, Attempt.objects.get(pk=attempt.pk)) for _time in range(SEVERAL)])

    assert Certificate.objects.count() == 1
