"""Have PostgreSQL clean up after deliveries by their traffic, not by the size of the log."""

from django.db import migrations


def vacuum_by_traffic(apps, schema_editor):
    """Each delivery leaves dead rows at the head of the indexes that claims read.

    By default a vacuum waits for a fifth of the table, which in a log of millions is never.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE events_delivery SET "
            "(autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000,"
            " autovacuum_analyze_scale_factor = 0.02)"
        )


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [migrations.RunPython(vacuum_by_traffic, migrations.RunPython.noop)]
