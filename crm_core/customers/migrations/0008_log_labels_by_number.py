"""Wagtail's log called customers by name; it is read by who may not see them, and outlives them."""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat


def by_number(apps, schema_editor):
    """Write the number in place of the name: one UPDATE."""
    using = schema_editor.connection.alias
    kind = apps.get_model("contenttypes", "ContentType").objects.using(using)
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.using(using)
    found = kind.filter(app_label="customers", model="customer").values("pk")
    entries.filter(content_type__in=found).update(label=Concat(Value("#"), F("object_id")))


class Migration(migrations.Migration):

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("customers", "0007_who_saw_customers_sees_all"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [migrations.RunPython(by_number, migrations.RunPython.noop)]
