"""The shop's name and addresses move to `identity`, with their row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop_setup", "0001_the_shop")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("shopsettings", "identity_shopsettings")],
            state_operations=[migrations.DeleteModel("shopsettings")],
        ),
    ]
