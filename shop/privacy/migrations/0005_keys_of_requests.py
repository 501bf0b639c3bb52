"""Give each request its key; who asked from an account had shown who they are."""

from django.db import migrations
from django.db.models import F

from shop.user.models import new_key


def fill(apps, schema_editor):
    """Write them row by row: there are few, one for each account that ended."""
    requests = apps.get_model("privacy", "DeletionRequest").objects.using(schema_editor.connection.alias)
    requests.filter(confirmed_at=None).update(confirmed_at=F("requested_at"))
    for pk in requests.filter(key=None).values_list("pk", flat=True).iterator():
        requests.filter(pk=pk).update(key=new_key())


class Migration(migrations.Migration):

    dependencies = [('privacy', '0004_requests_of_guests_and_staff')]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
