from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from shop.audit.models import AuditEntry
from shop.audit.protection import protect, unprotect
from shop.audit.services import entry, forget_old, note, record
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded():
    """The table as the migrations leave it; the tests' own database is made without them."""
    protect(connection)
    yield
    unprotect(connection)


def told():
    return list(AuditEntry.objects.order_by("pk").values_list("model", "object_id", "detail"))


@pytest.mark.usefixtures("guarded")
def test_database_refuses_to_change_an_entry_and_to_delete_a_young_one():
    record("viewed", customer_id=1)

    for attempt in (
        lambda: AuditEntry.objects.update(customer_id=2),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert AuditEntry.objects.get().customer_id == 1


@pytest.mark.usefixtures("guarded")
def test_old_entries_are_forgotten_as_the_setting_says_and_never_before_ninety_days(settings):
    now = timezone.now()
    for days in (10, 95, 800):
        AuditEntry.objects.create(at=now - timedelta(days=days), action="viewed", customer_id=days)

    assert forget_old(now=now) == 1
    settings.KILN_AUDIT_DAYS = 1
    assert forget_old(now=now) == 1
    assert AuditEntry.objects.get().customer_id == 10


def test_a_log_that_cannot_be_written_stops_nobody_who_reads(monkeypatch, django_assert_num_queries):
    with django_assert_num_queries(3):  # one INSERT between its savepoint and the release
        note([entry("viewed", customer_id=number) for number in range(3)])
    broken = entry("x" * 10, customer_id=1)
    broken.at = None

    note([broken])

    assert AuditEntry.objects.count() == 3


def test_changes_of_rights_are_logged_with_what_changed():
    user, group = StaffFactory(), Group.objects.create(name="Sales")
    right = Permission.objects.first()
    AuditEntry.objects.all().delete()

    user.groups.add(group)
    user.groups.add(group)
    group.permissions.set([right])
    user.is_superuser = not user.is_superuser
    user.save()
    user.save()
    user.groups.remove(group)
    UserFactory().save()

    assert told() == [
        ("user.user", user.pk, {"what": "groups", "added": [group.pk]}),
        ("auth.group", group.pk, {"what": "group permissions", "added": [right.pk]}),
        ("user.user", user.pk, {"what": "account", "is_superuser": user.is_superuser}),
        ("user.user", user.pk, {"what": "groups", "removed": [group.pk]}),
    ]


def test_entry_of_a_colleague_who_is_gone_stays_as_it_was():
    user = StaffFactory()
    AuditEntry.objects.all().delete()
    record("viewed", actor=user, customer_id=1)
    number = user.pk

    user.delete()

    assert AuditEntry.objects.get(action="viewed").actor_id == number
