"""What ranking and one-slip part numbers need; the index itself is filled anew by `search_rebuild`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0004_words")]

    operations = [
        migrations.AddField(
            model_name="searchdocument",
            name="codes",
            field=models.TextField(default=" "),
        ),
        migrations.AddField(
            model_name="searchdocument",
            name="title_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="searchdocument",
            name="word_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="SearchCode",
            fields=[
                ("code", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("printed", models.CharField(max_length=64)),
                ("head", models.CharField(db_index=True, max_length=32)),
                ("tail", models.CharField(db_index=True, max_length=32)),
            ],
            options={
                "verbose_name": "part number of the search documents",
                "verbose_name_plural": "part numbers of the search documents",
            },
        ),
    ]
