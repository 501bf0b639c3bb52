"""Write the domains of accounts' addresses in ASCII, as they are compared from now on."""

from django.db import migrations

from shop.contact_data import plain_email

BEYOND_ASCII = r"[^ -~]"


def spell(apps, schema_editor):
    """Respell what nobody else has in that spelling; the few others stay as they are.

    Only rows with a letter beyond ASCII are read: there are few of them in a table of any size.
    """
    for app, model in (("user", "User"), ("account", "EmailAddress")):
        rows = apps.get_model(app, model).objects
        for pk, email in rows.filter(email__regex=BEYOND_ASCII).values_list("pk", "email"):
            plain = plain_email(email)
            if plain != email and not rows.filter(email__iexact=plain).exists():
                rows.filter(pk=pk).update(email=plain)


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("user", "0004_plain_words"),
    ]

    operations = [migrations.RunPython(spell, migrations.RunPython.noop)]
