"""The portal: courses for whom they are, lessons, the quiz that gives nothing away, certificates, the team."""

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.training.models import Attempt, Certificate
from partners.training.services import submit_attempt
from tests.partners.factories import PartnerUserFactory
from tests.partners.training.factories import (
    CourseFactory,
    begin,
    certificate,
    right_answers,
    wrong_answers,
)
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
INDEX = "/partners/training/"


@pytest.fixture
def member(client):
    member = PartnerUserFactory()
    client.force_login(member.user)
    return member


def posted(answers):
    return {f"q{pk}": ticked for pk, ticked in answers.items()}


def page(client, name, *args):
    return client.get(reverse(f"partner_training:{name}", args=args))


def test_courses_of_others_and_drafts_are_not_there(client, member):
    shown = CourseFactory(title="For all")
    hidden = [CourseFactory(title="Draft", is_published=False)]
    hidden.append(CourseFactory(title="Abroad", audience={"country": ["TW"]}))

    text = client.get(INDEX).content.decode()

    assert "For all" in text
    assert page(client, "course", shown.pk).status_code == 200
    for course in hidden:
        assert course.title not in text
        assert page(client, "course", course.pk).status_code == 404


def test_from_the_first_lesson_to_the_certificate(client, member):
    course = CourseFactory()
    for lesson in course.lessons.all():
        url = reverse("partner_training:lesson", args=[course.pk, lesson.pk])
        assert client.get(url).status_code == 200
        client.post(url)
    begun = client.post(reverse("partner_training:start", args=[course.pk]))
    done = client.post(begun["Location"], posted(right_answers(course)), follow=True)

    assert "Passed" in done.content.decode()
    held = Certificate.objects.get(user=member.user)
    assert page(client, "pdf", held.pk).content.startswith(b"%PDF")
    assert held.number in client.get(INDEX).content.decode()


def test_quiz_gives_nothing_away_and_keeps_answers_when_one_is_missing(client, member):
    course = CourseFactory()
    attempt = begin(member.user, course)
    url = reverse("partner_training:attempt", args=[attempt.pk])
    question, ticked = next(iter(right_answers(course).items()))

    shown = client.get(url).content.decode()
    refused = client.post(url, {f"q{question}": ticked})

    assert "Because." not in shown
    assert "correct" not in shown.lower()
    assert refused.status_code == 422
    assert f'value="{ticked[0]}"' in refused.content.decode()
    assert "checked" in refused.content.decode()
    assert Attempt.objects.get().submitted_at is None


def test_nothing_ticked_is_refused(client, member):
    attempt = begin(member.user, CourseFactory())

    refused = client.post(reverse("partner_training:attempt", args=[attempt.pk]), {"csrf": "-"})

    assert refused.status_code == 422
    assert "Please choose an answer." in refused.content.decode()


def test_failed_result_explains_and_does_not_name_the_answers(client, member):
    course = CourseFactory()
    attempt = submit_attempt(begin(member.user, course), wrong_answers(course), now=timezone.now())

    text = page(client, "attempt", attempt.pk).content.decode()

    assert "Because." in text
    assert "correct answer" not in text
    assert "Try again" in text


def test_attempts_and_certificates_of_others_are_not_there(client, member):
    other = PartnerUserFactory()
    course = CourseFactory()
    theirs, held = begin(other.user, course), certificate(other, course)

    assert page(client, "attempt", theirs.pk).status_code == 404
    assert page(client, "pdf", held.pk).status_code == 404


def test_team_is_seen_by_who_may(client, member):
    user = UserFactory(first_name="Greta", last_name="Thrower")
    colleague = PartnerUserFactory(account=member.account, user=user, role="buyer")
    begin(colleague.user, CourseFactory())

    assert "Greta Thrower" in client.get(f"{INDEX}team/").content.decode()
    client.force_login(colleague.user)
    assert client.get(f"{INDEX}team/").status_code == 403


def test_check_tells_anybody_name_course_and_validity_only(client):
    member = PartnerUserFactory()
    held = certificate(member, CourseFactory(title="Kiln firing"))

    text = page(client, "check", held.number.lower()).content.decode()

    assert "Ann Potter" in text
    assert "Kiln firing" in text
    assert member.user.email not in text
    assert str(member.account.company) not in text
    assert page(client, "check", "KC-NONE0-NONE0").status_code == 404


def test_check_is_limited(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "certificate_check": "2/m/ip"}

    assert [page(client, "check", "KC-X").status_code for _time in range(3)] == [404, 404, 429]


def test_list_costs_the_same_for_one_and_three(client, member, django_assert_max_num_queries):
    CourseFactory()
    client.get(INDEX)
    with django_assert_max_num_queries(100) as one:
        client.get(INDEX)
    for _number in range(2):
        begin(member.user, CourseFactory())
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(INDEX)
