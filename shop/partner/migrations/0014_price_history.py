"""The history of prices begins with what each stock record costs, since the day it was made."""

from django.db import migrations

BATCH = 2_000


def begin(apps, schema_editor):
    records = apps.get_model("partner", "StockRecord").objects.exclude(price=None).order_by("pk")
    history = apps.get_model("partner", "PriceChange")
    rows = []
    for pk, price, at in records.values_list("pk", "price", "date_created").iterator(BATCH):
        rows.append(history(stockrecord_id=pk, price=price, at=at))
        if len(rows) == BATCH:
            history.objects.bulk_create(rows)
            rows = []
    history.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("partner", "0013_sale_prices")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
