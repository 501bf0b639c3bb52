"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customer', '0011_who_waits_waits_once'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='alertquestion',
            options={'default_permissions': (), 'verbose_name': 'alert confirmation', 'verbose_name_plural': 'alert confirmations'},
        ),
        migrations.AlterField(
            model_name='alertquestion',
            name='asked_at',
            field=models.DateTimeField(db_index=True, verbose_name='requested'),
        ),
    ]
