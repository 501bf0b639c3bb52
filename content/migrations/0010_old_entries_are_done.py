"""What was written two weeks before entries could be worked on has been dealt with elsewhere."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

AGE = timedelta(days=14)


def close_old_entries(apps, schema_editor):
    entries = apps.get_model("content", "FormEntry").objects
    entries.filter(state="open", sent_at__lt=timezone.now() - AGE).update(state="done")


class Migration(migrations.Migration):
    dependencies = [("content", "0009_form_entry_work")]

    operations = [migrations.RunPython(close_old_entries, migrations.RunPython.noop, elidable=True)]
