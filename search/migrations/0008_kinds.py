"""What a product is; filled by `search_rebuild`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0007_audiences_hidden")]

    operations = [
        migrations.AddField(
            model_name="searchdocument",
            name="kinds",
            field=models.TextField(default=" "),
        ),
    ]
