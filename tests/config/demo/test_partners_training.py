"""The demo's courses: three in every language, some people certified, one certificate that ends soon."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.demo.partners_training import add_courses
from partners.training.models import Certificate, Course, Enrolment
from partners.training.queries import valid_certificates
from partners.training.scoring import score_of, shown_in
from shop.time_zones import shop_day
from tests.partners.factories import PartnerUserFactory

pytestmark = pytest.mark.django_db


def test_courses_have_all_languages_and_the_first_leaders_are_certified():
    people = [PartnerUserFactory() for _number in range(5)]

    add_courses([(person.account, person.user) for person in people], now=timezone.now())

    assert Course.objects.count() == 3
    assert all(course.title_zh_hans and course.title_zh_hant for course in Course.objects.all())
    assert valid_certificates(shop_day()).count() == 4
    assert Certificate.objects.filter(expires_on__lte=shop_day() + timedelta(days=30)).count() == 1
    assert all(score_of(shown_in(one.attempt)) == 100 for one in Certificate.objects.all())
    assert Enrolment.objects.count() == 7
