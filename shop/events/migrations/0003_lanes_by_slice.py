"""Put what is still to be delivered into the lanes of its slice: they were one for each module before.

Only what is pending or dead, by its partial indexes; what is done gets its lane when it is replayed.
"""

from django.apps import apps as installed
from django.db import migrations
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat


def move(apps, schema_editor):
    alias = schema_editor.connection.alias
    Delivery = apps.get_model("events", "Delivery").objects.using(alias)
    Event = apps.get_model("events", "Event").objects.using(alias)
    for state in ("pending", "dead"):
        waiting = Delivery.filter(state=state).exclude(lane="")
        for subscriber in list(waiting.order_by().values_list("subscriber", flat=True).distinct()):
            module = subscriber.rpartition(".")[0]
            app = installed.get_containing_app_config(module)
            lane = Concat(Value(f"{app.name if app else module} "), "ordering_key")
            event = Event.filter(pk=OuterRef("event"))
            waiting.filter(subscriber=subscriber).update(lane=Subquery(event.values(found=lane)))


class Migration(migrations.Migration):
    dependencies = [("events", "0002_vacuum_by_traffic")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
