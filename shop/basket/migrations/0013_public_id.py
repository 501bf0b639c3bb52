"""Give every basket a random key for browsers: first the column, without a value."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("basket", "0012_line_code")]

    operations = [
        migrations.AddField(
            "basket", "public_id", models.UUIDField("public id", null=True, default=None, editable=False)
        ),
    ]
