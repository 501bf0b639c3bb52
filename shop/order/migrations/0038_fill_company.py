"""Write on orders for which company they were bought, ten thousand at a time."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

BATCH = 10_000


def fill(apps, schema_editor):
    """Each batch is a statement of its own; done again it changes nothing."""
    alias = schema_editor.connection.alias
    orders = apps.get_model("order", "Order").objects.using(alias)
    contacts = apps.get_model("b2b", "CompanyContact").objects.using(alias)
    company = contacts.filter(user=OuterRef("user")).values("company")[:1]
    last = orders.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(1, last + 1, BATCH):
        theirs = orders.filter(pk__range=(start, start + BATCH - 1), company=None)
        theirs.filter(user__company_contact__isnull=False).update(company=Subquery(company))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("order", "0037_company_of_an_order"), ("b2b", "0005_places_and_roles")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
