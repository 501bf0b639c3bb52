from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0040_index_of_variants")]

    operations = [
        migrations.AddField(
            model_name="attributeoption",
            name="slug",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=255, verbose_name="In addresses"
            ),
        ),
    ]
