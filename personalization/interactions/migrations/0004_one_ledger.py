"""The choices stand in the ledger of consents now."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('interactions', '0003_choices_into_the_ledger'),
    ]

    operations = [
        migrations.DeleteModel(
            name='ConsentRecord',
        ),
    ]
