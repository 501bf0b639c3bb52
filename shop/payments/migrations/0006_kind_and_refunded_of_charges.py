"""Say of the charges that are there how they came and how much of them has gone back."""

from decimal import Decimal

from django.db import migrations
from django.db.models import DecimalField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

COUNTED = ["requested", "pending", "succeeded"]


def fill(apps, schema_editor):
    """Fill both in three statements, whatever the size of the table."""
    charges = apps.get_model("payments", "Charge").objects.using(schema_editor.connection.alias)
    refunds = apps.get_model("payments", "Refund").objects.using(schema_editor.connection.alias)
    charges.filter(reference__startswith="bank-").update(kind="transfer")
    charges.filter(reference__contains="-by-hand-").update(kind="manual")
    sums = (
        refunds.filter(charge=OuterRef("pk"), state__in=COUNTED)
        .order_by()
        .values("charge")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    returned = Coalesce(Subquery(sums, output_field=DecimalField()), Decimal(0), output_field=DecimalField())
    charges.filter(pk__in=refunds.values("charge")).update(amount_refunded=returned)


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_by_hand_write_offs_and_lost_disputes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
