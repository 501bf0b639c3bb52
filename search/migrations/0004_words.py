"""The words of the documents, by which mistyped ones are put right."""

from django.db import migrations, models

SHORTEST, LONGEST, ENDS = 4, 64, 2


def note_words(apps, schema_editor):
    """Take the words of what is indexed already; Chinese is kept by pairs of signs, which are too short."""
    words = set()
    for terms in apps.get_model("search", "SearchDocument").objects.values_list("terms", flat=True).iterator():
        words.update(word for word in terms.split() if SHORTEST <= len(word) <= LONGEST and word.isalpha())
    model = apps.get_model("search", "SearchWord")
    model.objects.bulk_create(
        [model(word=word, head=word[:ENDS], tail=word[-ENDS:]) for word in sorted(words)],
        ignore_conflicts=True,
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("search", "0003_frame_digests")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("head", models.CharField(db_index=True, max_length=2)),
                ("tail", models.CharField(db_index=True, max_length=2)),
            ],
            options={
                "verbose_name": "word of the search documents",
                "verbose_name_plural": "words of the search documents",
            },
        ),
        migrations.RunPython(note_words, migrations.RunPython.noop),
    ]
