"""Deliveries follow the subscribers that stand in another slice now, with the partition that goes with it.

Done ones, too: a subscriber that catches up would otherwise take them for events it never heard of.
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat

MOVED = {
    "shop.order.subscribers.on_order_placed": "shop.notifications",
    "shop.order.subscribers.on_order_cancelled": "shop.notifications",
    "shop.order.subscribers.on_order_dispatched": "shop.notifications",
    "shop.order.subscribers.on_payment_failed": "shop.notifications",
    "shop.order.subscribers.on_order_refunded": "shop.notifications",
    "shop.stock.subscribers.on_promise_moved": "shop.notifications",
    "shop.mail.subscribers.on_account_deleted": "shop.privacy",
    "crm_core.timeline.trade.on_payment_failed": "crm_core.timeline",
    "crm_core.timeline.trade.on_order_refunded": "crm_core.timeline",
    "crm_core.timeline.trade.on_dispute_opened": "crm_core.timeline",
    "crm_core.timeline.trade.on_customer_registered": "crm_core.timeline",
    "crm_core.timeline.trade.on_basket_abandoned": "crm_core.timeline",
    "crm_core.timeline.trade.on_review_submitted": "crm_core.timeline",
}


def move(apps, schema_editor):
    alias = schema_editor.connection.alias
    deliveries = apps.get_model("events", "Delivery").objects.using(alias)
    events = apps.get_model("events", "Event").objects.using(alias)
    for path, app in MOVED.items():
        name = f"{app}.subscribers.{path.rpartition('.')[2]}"
        key = Concat(Value(f"{app} "), "ordering_key")
        event = events.filter(pk=OuterRef("event")).values(found=key)
        rows = deliveries.filter(subscriber=path)
        rows.exclude(partition_key="").update(partition_key=Subquery(event))
        rows.update(subscriber=name)


class Migration(migrations.Migration):
    dependencies = [("events", "0004_partition_key")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
