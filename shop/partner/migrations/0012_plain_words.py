"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partner', '0011_lists_at_size'),
    ]

    operations = [
        migrations.AlterField(
            model_name='stockrecord',
            name='backorder_cap',
            field=models.PositiveIntegerField(default=0, help_text='Units; only for products that can be ordered when out of stock.', verbose_name='Backorder limit'),
        ),
        migrations.AlterField(
            model_name='stockrecord',
            name='cost',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Your cost per unit, excluding tax; customers never see it.', max_digits=12, null=True, verbose_name='Cost per unit'),
        ),
        migrations.AlterField(
            model_name='stockrecord',
            name='num_missing',
            field=models.PositiveIntegerField(default=0, verbose_name='Number short'),
        ),
        migrations.AlterField(
            model_name='stockrecord',
            name='policy',
            field=models.CharField(choices=[('none', 'sold out'), ('backorder', 'backorders allowed'), ('preorder', 'pre-orders allowed')], default='none', max_length=10, verbose_name='When out of stock'),
        ),
        migrations.AlterField(
            model_name='stockrecord',
            name='promise_date',
            field=models.DateField(blank=True, help_text='The shipping date promised to customers for items that are not in stock yet.', null=True, verbose_name='Ships from'),
        ),
    ]
