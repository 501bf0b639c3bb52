"""Saved views and chosen columns move to `backoffice`, with their rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0003_renamed_columns")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("savedview", "backoffice_savedview"),
                migrations.AlterModelTable("chosencolumns", "backoffice_chosencolumns"),
            ],
            state_operations=[
                migrations.DeleteModel("savedview"),
                migrations.DeleteModel("chosencolumns"),
            ],
        ),
    ]
