"""Offers that are there already are promotions that somebody has approved: nothing changes for buyers."""

from django.db import migrations

BATCH = 1_000


def make_rows(apps, schema_editor):
    offers = apps.get_model("offer", "ConditionalOffer").objects.filter(offer_type__in=["Site", "Voucher"])
    promotions = apps.get_model("promotions", "Promotion")
    lacking = offers.filter(promotion=None).order_by("pk").values_list("pk", flat=True)
    rows = [promotions(offer_id=pk, state="approved") for pk in lacking.iterator(BATCH)]
    promotions.objects.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("promotions", "0001_promotions")]
    operations = [migrations.RunPython(make_rows, migrations.RunPython.noop)]
