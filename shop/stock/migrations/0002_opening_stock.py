"""What the shop has becomes the opening stock of one warehouse for each seller."""

from django.db import migrations
from django.db.models import Q
from django.utils.text import slugify

BATCH = 1000


def open_the_books(apps, schema_editor):
    """Make warehouses, levels, opening movements, and the allocations of orders that have not gone out."""
    StockRecord = apps.get_model("partner", "StockRecord")
    counted = Q(product__product_class__track_stock=True) | Q(product__parent__product_class__track_stock=True)
    records = StockRecord.objects.filter(counted, num_in_stock__isnull=False).order_by("pk")
    places = {
        seller.pk: _warehouse(apps, seller)
        for seller in apps.get_model("partner", "Partner").objects.filter(stockrecords__in=records).distinct()
    }
    batch = []
    for record in records.iterator(chunk_size=BATCH):
        batch.append(record)
        if len(batch) == BATCH:
            _open(apps, batch, places)
            batch = []
    _open(apps, batch, places)


def _warehouse(apps, seller):
    Warehouse = apps.get_model("stock", "Warehouse")
    code = slugify(seller.code or "")[:64] or f"seller-{seller.pk}"
    if Warehouse.objects.filter(code=code).exists():
        code = f"{code[:50]}-{seller.pk}"
    name = (seller.name or code)[:100]
    return Warehouse.objects.create(seller=seller, code=code, name=name, name_en=name)


def _open(apps, records, places):
    StockLevel = apps.get_model("stock", "StockLevel")
    StockMovement = apps.get_model("stock", "StockMovement")
    Line = apps.get_model("order", "Line")
    OrderAllocation = apps.get_model("stock", "OrderAllocation")
    StockLevel.objects.bulk_create(
        StockLevel(
            stockrecord=record,
            warehouse=places[record.partner_id],
            on_hand=record.num_in_stock,
            allocated=record.num_allocated or 0,
        )
        for record in records
    )
    levels = {level.stockrecord_id: level for level in StockLevel.objects.filter(stockrecord__in=records)}
    StockMovement.objects.bulk_create(
        StockMovement(level=level, kind="opening", quantity=level.on_hand, balance=level.on_hand)
        for level in levels.values()
        if level.on_hand
    )
    lines = Line.objects.filter(stockrecord__in=records, num_allocated__gt=0, allocation_cancelled=False)
    OrderAllocation.objects.bulk_create(
        OrderAllocation(line=line, level=levels[line.stockrecord_id], quantity=line.num_allocated)
        for line in lines
    )


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0037_facets_and_names"),
        ("stock", "0001_initial"),
    ]

    operations = [migrations.RunPython(open_the_books, migrations.RunPython.noop, elidable=True)]
