"""Where in a warehouse a product lies is its bin location, as in the field."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("stock", "0002_opening_stock")]

    operations: ClassVar = [
        migrations.RenameField("stocklevel", "shelf", "bin_location"),
        migrations.AlterField(
            "stocklevel",
            "bin_location",
            models.CharField(blank=True, max_length=40, verbose_name="bin location"),
        ),
    ]
