"""Give the baskets that are there their keys, ten thousand at a time, each in a transaction of its own."""

from uuid import uuid4

from django.db import migrations

BATCH = 10_000
# The database draws them: a random UUID each, without a row travelling.
RANDOM = {
    "postgresql": "UPDATE {table} SET public_id = gen_random_uuid() WHERE public_id IS NULL AND id BETWEEN %s AND %s",
    "sqlite": (
        "UPDATE {table} SET public_id = lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2)"
        " || substr('89AB', abs(random() %% 4) + 1, 1) || substr(hex(randomblob(8)), 2))"
        " WHERE public_id IS NULL AND id BETWEEN %s AND %s"
    ),
}


def fill(apps, schema_editor):
    Basket = apps.get_model("basket", "Basket")
    connection = schema_editor.connection
    baskets = Basket.objects.using(connection.alias)
    sql = RANDOM.get(connection.vendor, "").format(table=connection.ops.quote_name(Basket._meta.db_table))
    last = baskets.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(1, last + 1, BATCH):
        if sql:
            with connection.cursor() as cursor:
                cursor.execute(sql, [start, start + BATCH - 1])
            continue
        for pk in list(baskets.filter(public_id=None, pk__range=(start, start + BATCH - 1)).values_list("pk", flat=True)):
            baskets.filter(pk=pk).update(public_id=uuid4())


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("basket", "0013_public_id")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
