"""Let the database itself keep the log as it was written."""

from django.db import migrations

from shop.audit.protection import protect, unprotect


def up(apps, schema_editor):
    protect(schema_editor.connection)


def down(apps, schema_editor):
    unprotect(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [('audit', '0001_audit_log')]

    operations = [migrations.RunPython(up, down)]
