"""What was noted as left before has its spell, so that nobody is told, or reminded, of it anew."""

from datetime import timedelta
from decimal import Decimal

from django.db import migrations
from django.utils import timezone

BATCH = 500
LATELY = timedelta(days=60)


def write_spells(apps, schema_editor):
    alias = schema_editor.connection.alias
    contacts = apps.get_model("checkout", "BasketContact").objects.using(alias)
    line_model = apps.get_model("basket", "Line")
    spell_model = apps.get_model("abandoned_baskets", "AbandonedBasket")
    keys = apps.get_model("customers", "CustomerIdentifier").objects.using(alias)
    left = contacts.filter(left_at__gte=timezone.now() - LATELY, basket__status="Open").order_by("pk")
    last = 0
    while batch := list(left.filter(pk__gt=last).select_related("basket")[:BATCH]):
        last = batch[-1].pk
        held = {contact.basket_id: [] for contact in batch}
        for line in line_model.objects.using(alias).filter(basket__in=list(held)):
            held[line.basket_id].append(line)
        users = {str(contact.basket.owner_id) for contact in batch if contact.basket.owner_id}
        emails = {contact.email.lower() for contact in batch if not contact.basket.owner_id and contact.email}
        known = dict(keys.filter(kind="user", value__in=users).values_list("value", "customer"))
        guests = dict(keys.filter(kind="email", value__in=emails).values_list("value", "customer"))
        spells = []
        for contact in batch:
            lines, owner = held[contact.basket_id], contact.basket.owner_id
            if not lines:
                continue
            whose = known.get(str(owner)) if owner else guests.get(contact.email.lower())
            worth = sum((line.quantity * (line.price_incl_tax or 0) for line in lines), Decimal(0))
            spells.append(
                spell_model(
                    basket_id=contact.basket_id,
                    customer_id=whose,
                    quiet_since=max(line.date_updated for line in lines),
                    abandoned_at=contact.left_at,
                    value=worth,
                    currency=lines[0].price_currency,
                    pieces=sum(line.quantity for line in lines),
                )
            )
        spell_model.objects.using(alias).bulk_create(spells, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("abandoned_baskets", "0001_initial"),
        ("checkout", "0002_plain_words"),
    ]
    run_before = [("checkout", "0003_contacts_only")]

    operations = [migrations.RunPython(write_spells, migrations.RunPython.noop)]
