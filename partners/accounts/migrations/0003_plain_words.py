"""Names and help texts in plain words; nothing of the tables changes."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partner_accounts', '0002_partnercode'),
    ]

    operations = [
        migrations.AlterField(
            model_name='partneraccount',
            name='code',
            field=models.SlugField(help_text="Used in the partner's links: /r/code/. Links already shared with an old code keep working.", max_length=40, unique=True, verbose_name='code'),
        ),
        migrations.AlterField(
            model_name='partneraccount',
            name='commission_rate',
            field=models.DecimalField(decimal_places=2, help_text='On the goods total, excluding tax and delivery. Applies to orders placed from now on.', max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='commission rate (%)'),
        ),
        migrations.AlterField(
            model_name='partneraccount',
            name='return_period_days',
            field=models.PositiveSmallIntegerField(default=30, help_text='Days between the payment of an order and the day its commission becomes payable.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='return period (days)'),
        ),
    ]
