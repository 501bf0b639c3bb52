"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checkout', '0001_basket_contact'),
    ]

    operations = [
        migrations.AlterField(
            model_name='basketcontact',
            name='left_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='abandoned'),
        ),
    ]
