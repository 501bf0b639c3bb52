"""Leave one waiting alert to each person and product: the confirmed one, else the oldest.

The others are cancelled, not deleted, so that the links of their mails still answer: whoever confirms or
cancels by one of these means the person's alert.
"""

from django.db import migrations
from django.db.models import Count
from django.db.models.functions import Lower
from django.utils import timezone

WAITING = ("Unconfirmed", "Active")


def leave_one(apps, schema_editor):
    alerts = apps.get_model("customer", "ProductAlert").objects.using(schema_editor.connection.alias)
    waiting = alerts.filter(status__in=WAITING).alias(address=Lower("email")).order_by()
    kinds = (
        (waiting.filter(user__isnull=False), ("user", "product")),
        (waiting.filter(user__isnull=True), ("address", "product")),
    )
    for found, person in kinds:
        named = found.annotate(address=Lower("email")) if "address" in person else found
        for row in list(named.values(*person).annotate(several=Count("pk")).filter(several__gt=1)):
            row.pop("several")
            # "Active" comes before "Unconfirmed".
            _kept, *others = named.filter(**row).order_by("status", "date_created", "pk").values_list("pk", flat=True)
            alerts.filter(pk__in=others).update(status="Cancelled", date_cancelled=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("customer", "0009_alert_questions")]

    operations = [migrations.RunPython(leave_one, migrations.RunPython.noop)]
