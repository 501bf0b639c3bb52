"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0032_shard'),
    ]

    operations = [
        migrations.AlterField(
            model_name='line',
            name='num_cancelled',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='cancelled units'),
        ),
        migrations.AlterField(
            model_name='order',
            name='offers_released_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='offers restored'),
        ),
    ]
