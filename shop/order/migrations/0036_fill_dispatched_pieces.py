"""Count what has gone out on the lines of orders that have, ten thousand lines at a time."""

from django.db import migrations
from django.db.models import F

BATCH = 10_000
GONE = ["Dispatched", "Complete"]


def fill(apps, schema_editor):
    """Each batch is a statement of its own; done again it changes nothing."""
    lines = apps.get_model("order", "Line").objects.using(schema_editor.connection.alias)
    last = lines.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(1, last + 1, BATCH):
        gone = lines.filter(pk__range=(start, start + BATCH - 1), order__status__in=GONE, num_dispatched=0)
        gone.update(num_dispatched=F("quantity") - F("num_cancelled"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("order", "0035_dispatched_pieces")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
