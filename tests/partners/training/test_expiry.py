"""Holders are told 30 and 7 days before the end and after it, each once."""

import pytest

from partners.training.expiry import due_reminders
from partners.training.tasks import remind_of_certificates
from shop.mail.models import Mail
from shop.time_zones import shop_day
from tests.partners.factories import PartnerUserFactory
from tests.partners.training.factories import CourseFactory, certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return PartnerUserFactory()


@pytest.mark.parametrize(
    ("days", "stage"), [(31, None), (30, 30), (8, 30), (7, 7), (0, 7), (-1, 0), (-20, None)]
)
def test_stage_follows_the_days_left(member, days, stage):
    certificate(member, CourseFactory(), days=days)

    assert [found for _row, found in due_reminders(shop_day())] == ([] if stage is None else [stage])


def test_each_reminder_is_sent_once_in_the_readers_language(member):
    member.user.language = "zh-hans"
    member.user.save()
    held = certificate(member, CourseFactory(title_zh_hans="釉料"), days=7)

    remind_of_certificates()
    remind_of_certificates()

    assert "釉料" in Mail.objects.get().subject
    held.refresh_from_db()
    assert held.reminded == 7


def test_renewed_and_revoked_certificates_are_not_reminded_of(member):
    course = CourseFactory()
    certificate(member, course, days=5)
    certificate(member, course, days=300, number="KC-CCCCC-DDDDD")

    assert not list(due_reminders(shop_day()))
