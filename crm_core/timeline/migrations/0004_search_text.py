"""What entries said before there was a search in them is made searchable, a thousand rows at a time."""

import unicodedata

from django.db import migrations

BATCH = 1000
SKIPPED = {"currency", "is_automatic", "due_at", "email_confirmed"}


def _leaves(value, name=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif isinstance(value, str | int | float) and not (name in SKIPPED or name.endswith("_id")):
        yield str(value)


def _folded(text):
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain).casefold()


def fill(apps, schema_editor):
    entries = apps.get_model("timeline", "TimelineEntry").objects.using(schema_editor.connection.alias)
    last = 0
    while rows := list(entries.filter(pk__gt=last).order_by("pk").only("pk", "title", "data")[:BATCH]):
        for row in rows:
            row.search_text = _folded(" ".join(filter(None, [row.title, *_leaves(row.data)])))
        entries.bulk_update(rows, ["search_text"], batch_size=BATCH // 4)
        last = rows[-1].pk


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('timeline', '0003_entries_by_staff'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
