"""Give every list a key that cannot be guessed; links to shared lists have to be sent anew."""

import secrets

from django.db import migrations


def renew(apps, schema_editor):
    lists = apps.get_model("wishlists", "WishList").objects.using(schema_editor.connection.alias)
    for pk in list(lists.values_list("pk", flat=True)):
        lists.filter(pk=pk).update(key=secrets.token_urlsafe(16))


class Migration(migrations.Migration):
    dependencies = [("wishlists", "0005_longer_keys")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
