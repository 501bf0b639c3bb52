"""The follow-ups of the timeline become activities: to-dos for a whole day, with the rights to them."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations

BATCH = 2000
RIGHTS = {"view_followup": ["view_activity"], "change_followup": ["add_activity", "change_activity"]}
NAMES = {
    "view_activity": "Can view activity",
    "add_activity": "Can add activity",
    "change_activity": "Can change activity",
}


def copy(apps, schema_editor):
    """Copy batch by batch, each in a statement of its own; what an interrupted run copied stays."""
    follow_ups = apps.get_model("timeline", "FollowUp")._base_manager
    activities = apps.get_model("activities", "Activity")._base_manager
    zone = ZoneInfo(settings.TIME_ZONE)
    last = 0
    while batch := list(follow_ups.filter(pk__gt=last).order_by("pk")[:BATCH]):
        activities.bulk_create(
            [
                activities.model(
                    kind="todo",
                    subject=step.text,
                    customer_id=step.customer_id,
                    entry_id=step.entry_id,
                    assignee_id=step.assignee_id,
                    due_at=datetime.combine(step.due_on, time(), tzinfo=zone),
                    all_day=True,
                    state="open" if step.done_at is None else "done",
                    source=f"follow-up:{step.pk}",
                    created_at=step.created_at,
                    done_at=step.done_at,
                    done_by_id=step.done_by_id,
                )
                for step in batch
            ],
            ignore_conflicts=True,
        )
        last = batch[-1].pk


def hand_over_rights(apps, schema_editor):
    """Who saw and finished follow-ups sees, plans and finishes activities."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    olds = list(Permission.objects.filter(content_type__app_label="timeline", codename__in=RIGHTS))
    if not olds:
        return  # an empty database: its roles are made afterwards
    kind, _is_new = ContentType.objects.get_or_create(app_label="activities", model="activity")
    for old in olds:
        for codename in RIGHTS[old.codename]:
            new, _is_new = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": NAMES[codename]}
            )
            new.group_set.add(*old.group_set.all())
            new.user_set.add(*old.user_set.all())
    Permission.objects.filter(pk__in=[old.pk for old in olds]).delete()
    Permission.objects.filter(content_type__app_label="timeline", content_type__model="followup").delete()
    ContentType.objects.filter(app_label="timeline", model="followup").delete()


def move_saved_views(apps, schema_editor):
    """Saved views and chosen columns of the list of follow-ups belong to that of activities."""
    views = apps.get_model("backoffice", "SavedView")._base_manager
    for view in views.filter(list_name="follow-ups"):
        view.list_name = "activities"
        # Without a state the old list showed everything, the new one what is open.
        kept = view.query.replace("due_on", "due_at")
        view.query = kept if "state=" in kept else "&".join(filter(None, (kept, "state=all")))
        view.save(update_fields=["list_name", "query"])
    columns = {"text": "subject", "due_on": "due_at"}
    chosen = apps.get_model("backoffice", "ChosenColumns")._base_manager
    for row in chosen.filter(list_name="follow-ups"):
        row.list_name = "activities"
        row.names = [columns.get(name, name) for name in row.names]
        row.save(update_fields=["list_name", "names"])


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("activities", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("backoffice", "0003_bulk_runs"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("timeline", "0004_search_text"),
    ]

    operations = [
        migrations.RunPython(copy, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(hand_over_rights, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(move_saved_views, migrations.RunPython.noop, elidable=True),
    ]
