"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('timeline', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='timelineentry',
            name='occurred_at',
            field=models.DateTimeField(verbose_name='occurred'),
        ),
    ]
