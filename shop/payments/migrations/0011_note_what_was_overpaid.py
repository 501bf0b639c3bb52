from decimal import Decimal

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Subquery, Sum

COUNTED = ["requested", "pending", "succeeded"]


def note_excess(apps, schema_editor):
    """Say of refunds of what came too much that they were that: they are few, of orders with too much received."""
    order_model = apps.get_model("order", "Order")
    charge_model = apps.get_model("payments", "Charge")
    refund_model = apps.get_model("payments", "Refund")
    refunds = refund_model.objects.filter(order=OuterRef("pk"), state__in=COUNTED)
    charges = charge_model.objects.filter(order=OuterRef("pk")).order_by().values("order")
    received = Subquery(charges.annotate(sum=Sum("amount_captured")).values("sum"))
    candidates = order_model.objects.filter(Exists(refunds)).annotate(received=received)
    candidates = candidates.filter(received__gt=F("total_incl_tax")).order_by("pk")
    for order in candidates.iterator(chunk_size=500):
        left = Decimal(order.received).quantize(Decimal("0.01")) - order.total_incl_tax
        for refund in refund_model.objects.filter(order=order, state__in=COUNTED, lines=None).order_by("pk"):
            part = min(left, refund.amount - refund.shipping)
            if part > 0:
                refund_model.objects.filter(pk=refund.pk).update(excess=part)
                left -= part


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_changes_of_orders"), ("order", "0034_index_unpaid")]

    operations = [migrations.RunPython(note_excess, migrations.RunPython.noop)]
