"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commissions', '0002_shares_of_refunds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='commission',
            name='base',
            field=models.DecimalField(decimal_places=3, max_digits=14, verbose_name='goods excluding tax'),
        ),
        migrations.AlterField(
            model_name='commission',
            name='kind',
            field=models.CharField(choices=[('earned', 'earned'), ('taken_back', 'clawback')], default='earned', max_length=10, verbose_name='kind'),
        ),
    ]
