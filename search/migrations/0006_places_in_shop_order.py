"""A category's documents in the shop's own order, as one index."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery

COLUMNS = ("is_restricted", "priority", "popularity", "created_at")


def copy_from_documents(apps, schema_editor):
    documents = apps.get_model("search", "SearchDocument").objects.filter(pk=OuterRef("document"))
    places = apps.get_model("search", "SearchCategory").objects.all()
    places.update(**{name: Subquery(documents.values(name)[:1]) for name in COLUMNS})


class Migration(migrations.Migration):
    # PostgreSQL makes no index on a table whose rows were changed in the same transaction, if constraints wait.
    atomic = False

    dependencies = [("search", "0005_ranked_words")]

    operations = [
        migrations.AddField("searchcategory", "is_restricted", models.BooleanField(default=False)),
        migrations.AddField("searchcategory", "priority", models.SmallIntegerField(default=0)),
        migrations.AddField("searchcategory", "popularity", models.PositiveIntegerField(default=0)),
        migrations.AddField("searchcategory", "created_at", models.DateTimeField(null=True)),
        migrations.RunPython(copy_from_documents, migrations.RunPython.noop),
        migrations.AddIndex(
            "searchcategory",
            models.Index(
                F("category_id"),
                F("priority").desc(),
                F("popularity").desc(),
                F("created_at").desc(),
                F("document_id").desc(),
                condition=Q(is_restricted=False),
                name="search_place_shop_order",
            ),
        ),
    ]
