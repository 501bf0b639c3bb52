"""Rights on rows are new: who could see customers sees all of them, as before."""

from django.conf import settings
from django.db import migrations


def see_all_as_before(apps, schema_editor):
    """Let groups and users who see customers go on to see all of them."""
    using = schema_editor.connection.alias
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind = ContentType.objects.using(using).filter(app_label="customers", model="customer").first()
    if kind is None:
        return  # an empty database: its roles are made afterwards
    rows = Permission.objects.using(using).filter(content_type=kind)
    seen = rows.filter(codename="view_customer").first()
    if seen is None:
        return
    see_all, _is_new = rows.get_or_create(
        content_type=kind, codename="view_all_customer", defaults={"name": "Can view all customers"}
    )
    for group in seen.group_set.all():
        group.permissions.add(see_all)
    for user in seen.user_set.all():
        user.user_permissions.add(see_all)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('customers', '0006_teams_territories_and_rights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(see_all_as_before, migrations.RunPython.noop)]
