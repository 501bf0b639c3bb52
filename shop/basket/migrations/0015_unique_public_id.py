"""From here on every basket has its key, and no two the same."""

from uuid import uuid4

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("basket", "0014_fill_public_id")]

    operations = [
        migrations.AlterField(
            "basket",
            "public_id",
            models.UUIDField("public id", default=uuid4, editable=False, unique=True),
        ),
    ]
