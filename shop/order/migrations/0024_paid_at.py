"""Orders know when their money came; the first status says what it waits for."""

from django.db import migrations, models
from django.db.models import Min, OuterRef, Subquery


def rename_and_date(apps, schema_editor):
    """Call waiting orders what they are called now, and date the payments noted so far."""
    Order = apps.get_model("order", "Order")
    Line = apps.get_model("order", "Line")
    Change = apps.get_model("order", "OrderStatusChange")
    for model in (Order, Line):
        model.objects.filter(status="Pending").update(status="Pending payment")
    Change.objects.filter(old_status="Pending").update(old_status="Pending payment")
    paid = Change.objects.filter(order=OuterRef("pk"), new_status="Paid").order_by().values("order")
    Order.objects.update(paid_at=Subquery(paid.annotate(first=Min("date_created")).values("first")))


def rename_back(apps, schema_editor):
    """Give waiting orders their old name."""
    for name in ("Order", "Line"):
        apps.get_model("order", name).objects.filter(status="Pending payment").update(status="Pending")


class Migration(migrations.Migration):
    dependencies = [("order", "0023_cancellation_mail")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="paid_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="paid"),
        ),
        migrations.RunPython(rename_and_date, rename_back),
    ]
