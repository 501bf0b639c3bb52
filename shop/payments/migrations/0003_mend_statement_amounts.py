from decimal import Decimal

from django.db import migrations
from django.db.models import F

MOST = Decimal("9999999999.99")


def mend(apps, schema_editor):
    """Say of booked entries that all of them is assigned; cut amounts that SQLite took and cannot give back."""
    entries = apps.get_model("payments", "BankEntry").objects.using(schema_editor.connection.alias)
    charges = apps.get_model("payments", "Charge").objects.using(schema_editor.connection.alias)
    sources = apps.get_model("payment", "Source").objects.using(schema_editor.connection.alias)
    entries.filter(amount__gt=MOST).update(amount=MOST)
    charges.filter(amount_captured__gt=MOST).update(amount_captured=MOST)
    charges.filter(amount__gt=MOST).update(amount=MOST)
    sources.filter(amount_debited__gt=MOST).update(amount_debited=MOST)
    entries.filter(state="booked").update(assigned=F("amount"))


class Migration(migrations.Migration):

    dependencies = [
        ('payment', '0005_auto_20200801_0817'),
        ('payments', '0002_statement_identity'),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
