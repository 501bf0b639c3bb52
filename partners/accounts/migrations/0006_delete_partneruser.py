"""Nobody is a partner's person beside their company any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("partner_accounts", "0005_people_are_contacts")]

    operations = [
        migrations.RemoveField(model_name="partneraccount", name="users"),
        migrations.DeleteModel(name="PartnerUser"),
    ]
