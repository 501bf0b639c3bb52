"""The constraints are called after the app in which they are now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0001_moved_from_dashboard")]

    operations = [
        migrations.RemoveConstraint("savedview", "dashboard_one_view_per_name_of_owner"),
        migrations.AddConstraint(
            "savedview",
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"], name="backoffice_one_view_per_name_of_owner"
            ),
        ),
        migrations.RemoveConstraint("chosencolumns", "dashboard_columns_once_per_list"),
        migrations.AddConstraint(
            "chosencolumns",
            models.UniqueConstraint(fields=["user", "list_name"], name="backoffice_columns_once_per_list"),
        ),
    ]
