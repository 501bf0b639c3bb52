"""Staff write courses and questions, see who is how far, revoke and give new attempts."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.training.models import Course, Question
from partners.training.services import submit_attempt
from tests.config.roles.people import member as colleague
from tests.partners.factories import PartnerUserFactory
from tests.partners.training.factories import CourseFactory, begin, certificate, wrong_answers

pytestmark = pytest.mark.django_db
NO_ROWS = {"INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


@pytest.fixture(autouse=True)
def _office(client):
    client.force_login(colleague("partner manager"))


def formset(prefix, rows):
    data = {f"{prefix}-{name}": value for name, value in NO_ROWS.items()}
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    for place, row in enumerate(rows):
        data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
        data[f"{prefix}-{place}-ORDER"] = str(place + 1)
    return data


def question(course, *, correct=1, kind="single"):
    rows = [{"text_en": f"Answer {n}", **({"is_correct": "on"} if n < correct else {})} for n in range(3)]
    return {"course": course.pk, "kind": kind, "text_en": "Which glaze?", **formset("choices", rows)}


def test_course_is_written_with_its_lessons_in_clean_html(client):
    block = {"key": "a", "text": "Dip twice.", "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    body = json.dumps({"blocks": [block], "entityMap": {}})
    data = {"title_en": "Glazing", "pass_percent": "70", "cooldown_hours": "0", "is_published": "on"}
    rows = [{"title_en": "Dipping", "body_en": body, "sort_order": "1"}]

    answer = client.post(reverse("partner_courses:add"), data | formset("lessons", rows))

    assert answer.status_code == 302, answer.content.decode()
    course = Course.objects.get()
    assert (course.title, course.pass_percent, course.audience) == ("Glazing", 70, {})
    assert course.lessons.get().body == "<p>Dip twice.</p>"


def test_course_keeps_for_whom_it_is(client):
    course = CourseFactory(title="Glazing", audience={"role": ["buyer"]})

    page = client.get(reverse("partner_courses:edit", args=[course.pk])).content.decode()

    assert 'value="role:buyer"' in page


@pytest.mark.parametrize(
    ("correct", "kind", "saved"), [(1, "single", 1), (2, "single", 0), (2, "multiple", 1), (0, "multiple", 0)]
)
def test_question_needs_correct_answers(client, correct, kind, saved):
    course = CourseFactory(questions=0)

    client.post(reverse("partner_questions:add"), question(course, correct=correct, kind=kind))

    assert Question.objects.count() == saved


def test_lists_and_pages_open_at_a_constant_number_of_queries(client, django_assert_max_num_queries):
    def fill(number):
        course, person = CourseFactory(), PartnerUserFactory()
        begin(person.user, course)
        return certificate(person, course, number=f"KC-{number}")

    fill(0)
    urls = [f"/cms/partner-{name}/" for name in ("courses", "questions", "training", "certificates")]
    counts = {}
    for url in urls:
        client.get(url)
        with django_assert_max_num_queries(100) as asked:
            assert client.get(url).status_code == 200
        counts[url] = len(asked.captured_queries)
    fill(1)
    fill(2)
    for url in urls:
        with django_assert_max_num_queries(counts[url]):
            client.get(url)


def test_course_page_shows_lessons_and_questions(client):
    course = CourseFactory()

    page = client.get(reverse("partner_courses:inspect", args=[course.pk])).content.decode()

    assert "Lesson 1" in page
    assert "Question 1?" in page


def test_certificate_is_revoked_with_a_reason(client):
    held = certificate(PartnerUserFactory(), CourseFactory())
    url = reverse("partner_certificates:inspect", args=[held.pk])

    assert client.post(url, {"action": "revoke", "reason": ""}).status_code == 422
    client.post(url, {"action": "revoke", "reason": "Left the company"})

    held.refresh_from_db()
    assert held.revoke_reason == "Left the company"
    assert "Left the company" in client.get(url).content.decode()


def test_new_attempts_are_given(client):
    course, person = CourseFactory(max_attempts=1), PartnerUserFactory()
    attempt = submit_attempt(begin(person.user, course), wrong_answers(course), now=timezone.now())
    url = reverse("partner_enrolments:inspect", args=[attempt.enrolment_id])

    client.post(url, {"action": "reset"})

    attempt.enrolment.refresh_from_db()
    assert attempt.enrolment.attempts_reset_at


def test_progress_and_certificates_are_exported(client):
    certificate(PartnerUserFactory(), CourseFactory())
    begin(PartnerUserFactory().user, CourseFactory(title="Firing"))

    assert b"KC-AAAAA-BBBBB" in b"".join(
        client.get("/cms/partner-certificates/?export=csv").streaming_content
    )
    assert b"Firing" in b"".join(client.get("/cms/partner-training/?export=csv").streaming_content)


def test_products_are_found_for_the_picker(client):
    assert client.get(reverse("partner_courses:products"), {"q": "x"}).json() == {"results": []}


def test_new_question_is_of_the_course_that_it_comes_from(client):
    course = CourseFactory()

    page = client.get(reverse("partner_questions:add"), {"course": course.pk}).content.decode()

    assert f'<option value="{course.pk}" selected>' in page
