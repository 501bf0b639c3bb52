"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0005_moved_subscribers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('pending', 'pending'), ('done', 'done'), ('dead', 'failed')], default='pending', max_length=10, verbose_name='state'),
        ),
    ]
