"""Follow-ups that were written become activities once, with the rights and the saved views."""

from datetime import UTC, date, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test.utils import isolate_apps

from crm_core.activities.models import Activity
from shop.backoffice.models import ChosenColumns, SavedView
from tests.crm_core.factories import CustomerFactory, staff_with

pytestmark = pytest.mark.django_db
moved = import_module("crm_core.activities.migrations.0002_follow_ups_become_activities")
DAY, MOMENT = date(2026, 5, 4), datetime(2026, 4, 1, 9, tzinfo=UTC)


@isolate_apps("crm_core.timeline")
def follow_ups():
    """The table as it was, in this transaction."""

    class FollowUp(models.Model):  # noqa: DJ008 - a table of before
        text = models.CharField(max_length=200)
        customer_id = models.BigIntegerField()
        entry_id = models.BigIntegerField(null=True)
        assignee_id = models.BigIntegerField(null=True)
        due_on = models.DateField()
        created_at = models.DateTimeField()
        done_at = models.DateTimeField(null=True)
        done_by_id = models.BigIntegerField(null=True)

        class Meta:
            app_label = "timeline"
            db_table = "timeline_followup_before"

    kind = "timestamp with time zone" if connection.vendor == "postgresql" else "datetime"
    key = "bigserial primary key" if connection.vendor == "postgresql" else "integer primary key"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE timeline_followup_before (id {key}, text varchar(200), customer_id bigint, "
            "entry_id bigint, assignee_id bigint, due_on date, "
            f"created_at {kind}, done_at {kind}, done_by_id bigint)"
        )
    return FollowUp


def test_each_becomes_one_activity_however_often_it_runs(monkeypatch):
    monkeypatch.setattr(moved, "BATCH", 2)
    model, rep, customer = follow_ups(), staff_with(), CustomerFactory()
    for number in range(4):
        model._base_manager.create(
            text=f"Step {number}", customer_id=customer.pk, due_on=DAY, created_at=MOMENT
        )
    model._base_manager.create(
        text="Done",
        customer_id=customer.pk,
        assignee_id=rep.pk,
        due_on=DAY,
        created_at=MOMENT,
        done_at=MOMENT,
        done_by_id=rep.pk,
    )
    before = SimpleNamespace(
        get_model=lambda app, name: model if name == "FollowUp" else apps.get_model(app, name)
    )

    for _time in range(2):
        moved.copy(before, None)

    assert Activity.objects.count() == 5
    done = Activity.objects.get(state="done")
    assert (done.subject, done.assignee, done.done_by, done.done_at) == ("Done", rep, rep, MOMENT)
    assert (done.day, done.all_day, done.created_at, done.customer) == (DAY, True, MOMENT, customer)


def test_rights_views_and_columns_go_along():
    kind = ContentType.objects.create(app_label="timeline", model="followup")
    old = [
        Permission.objects.create(content_type=kind, codename=f"{action}_followup", name=action)
        for action in ("view", "change")
    ]
    group, user = Group.objects.create(name="reps"), staff_with()
    group.permissions.set(old)
    user.user_permissions.add(old[0])
    view = {"owner": user, "list_name": "follow-ups"}
    SavedView.objects.create(name="Mine", query="ordering=-due_on&state=due", **view)
    SavedView.objects.create(name="All", query="", **view)
    ChosenColumns.objects.create(user=user, list_name="follow-ups", names=["due_on", "assignee"])

    moved.hand_over_rights(apps, None)
    moved.move_saved_views(apps, None)

    rights = group.permissions.order_by("codename").values_list("codename", flat=True)
    assert list(rights) == ["add_activity", "change_activity", "view_activity"]
    assert user.user_permissions.filter(codename="view_activity").exists()
    assert not Permission.objects.filter(codename__endswith="_followup").exists()
    assert list(SavedView.objects.order_by("pk").values_list("list_name", "query")) == [
        ("activities", "ordering=-due_at&state=due"),
        ("activities", "state=all"),
    ]
    assert ChosenColumns.objects.get().names == ["due_at", "assignee"]
