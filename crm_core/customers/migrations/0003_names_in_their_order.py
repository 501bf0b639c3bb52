"""Customers who were called "淑芬 王" by their first order are called "王淑芬", as their orders are."""

from django.db import migrations

from shop.names import full_name, is_eastern

CHUNK = 2000


def turned(rows):
    """Yield (key, name as it was composed, name in its order) of those that differ."""
    for pk, first, last in rows.values_list("pk", "first_name", "last_name").iterator(chunk_size=CHUNK):
        if first.strip() and last.strip() and is_eastern(first + last):
            yield pk, f"{first} {last}".strip(), full_name(first, last)


def put_names_in_order(apps, schema_editor):
    customers = apps.get_model("customers", "Customer").objects
    orders = apps.get_model("customers", "CustomerOrder").objects
    keys = apps.get_model("customers", "CustomerIdentifier").objects
    for pk, old, new in turned(apps.get_model("order", "ShippingAddress").objects):
        theirs = orders.filter(order__shipping_address=pk).values("customer")
        customers.filter(name=old, pk__in=theirs).update(name=new)
    for pk, old, new in turned(apps.get_model("user", "User").objects):
        theirs = keys.filter(kind="user", value=str(pk)).values("customer")
        customers.filter(name=old, pk__in=theirs).update(name=new)


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_plain_words"),
        ("order", "0001_initial"),
        ("user", "0001_initial"),
    ]

    operations = [migrations.RunPython(put_names_in_order, migrations.RunPython.noop, elidable=True)]
