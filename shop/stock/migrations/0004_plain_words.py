"""Names and help texts in plain words; nothing of the tables changes."""

import datetime
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0033_plain_words'),
        ('partner', '0012_plain_words'),
        ('stock', '0003_bin_location'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='backorderpromise',
            options={'verbose_name': 'backorder promise', 'verbose_name_plural': 'backorder promises'},
        ),
        migrations.AlterModelOptions(
            name='orderroute',
            options={'verbose_name': 'sourcing decision', 'verbose_name_plural': 'sourcing decisions'},
        ),
        migrations.AlterModelOptions(
            name='reservationline',
            options={'verbose_name': 'reserved units', 'verbose_name_plural': 'reserved units'},
        ),
        migrations.AlterModelOptions(
            name='stockcountline',
            options={'ordering': ['pk'], 'verbose_name': 'stock count line', 'verbose_name_plural': 'stock count lines'},
        ),
        migrations.AlterModelOptions(
            name='stocktransferline',
            options={'ordering': ['pk'], 'verbose_name': 'transfer line', 'verbose_name_plural': 'transfer lines'},
        ),
        migrations.AlterField(
            model_name='backorderpromise',
            name='line',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='promise', to='order.line', verbose_name='order line'),
        ),
        migrations.AlterField(
            model_name='backorderpromise',
            name='quantity',
            field=models.PositiveIntegerField(verbose_name='units'),
        ),
        migrations.AlterField(
            model_name='orderallocation',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='allocations', to='order.line', verbose_name='order line'),
        ),
        migrations.AlterField(
            model_name='orderallocation',
            name='quantity',
            field=models.PositiveIntegerField(verbose_name='units'),
        ),
        migrations.AlterField(
            model_name='orderallocation',
            name='shipped',
            field=models.PositiveIntegerField(default=0, verbose_name='shipped'),
        ),
        migrations.AlterField(
            model_name='reservationline',
            name='quantity',
            field=models.PositiveIntegerField(verbose_name='units'),
        ),
        migrations.AlterField(
            model_name='stockcountline',
            name='expected',
            field=models.IntegerField(blank=True, null=True, verbose_name='expected'),
        ),
        migrations.AlterField(
            model_name='stocklevel',
            name='allocated',
            field=models.IntegerField(default=0, verbose_name='allocated'),
        ),
        migrations.AlterField(
            model_name='stockmovement',
            name='balance',
            field=models.IntegerField(verbose_name='balance on hand'),
        ),
        migrations.AlterField(
            model_name='stockmovement',
            name='kind',
            field=models.CharField(choices=[('opening', 'opening stock'), ('receipt', 'received'), ('sale', 'sold'), ('return', 'returned'), ('adjustment', 'adjusted'), ('count', 'counted'), ('damage', 'damaged or lost'), ('transfer_out', 'transfer out'), ('transfer_in', 'transfer in')], max_length=12, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='stockmovement',
            name='quantity',
            field=models.IntegerField(verbose_name='units'),
        ),
        migrations.AlterField(
            model_name='stocktransferline',
            name='quantity',
            field=models.PositiveIntegerField(verbose_name='units'),
        ),
        migrations.AlterField(
            model_name='warehouse',
            name='cutoff_time',
            field=models.TimeField(default=datetime.time(14, 0), help_text='Orders placed before this time ship on the same working day.', verbose_name='cut-off time'),
        ),
        migrations.AlterField(
            model_name='warehouse',
            name='holidays_country',
            field=models.CharField(blank=True, help_text='A country code such as DE; empty: none.', max_length=2, verbose_name='public holidays (country)'),
        ),
        migrations.AlterField(
            model_name='warehouse',
            name='holidays_region',
            field=models.CharField(blank=True, help_text='For example BY for Bavaria.', max_length=10, verbose_name='public holidays (region)'),
        ),
        migrations.AlterField(
            model_name='warehouse',
            name='is_active',
            field=models.BooleanField(default=True, help_text='New orders ship from active warehouses only.', verbose_name='active'),
        ),
        migrations.AlterField(
            model_name='warehouse',
            name='is_pickup',
            field=models.BooleanField(default=False, verbose_name='customer pickup'),
        ),
        migrations.AlterField(
            model_name='warehouse',
            name='priority',
            field=models.PositiveSmallIntegerField(default=100, help_text='Warehouses with a lower number are chosen first.', verbose_name='priority'),
        ),
        migrations.AlterField(
            model_name='warehouse',
            name='seller',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='warehouses', to='partner.partner', verbose_name='supplier'),
        ),
        migrations.AlterField(
            model_name='warehouse',
            name='serves',
            field=models.CharField(blank=True, help_text='Country codes such as DE AT CH; empty: everywhere.', max_length=400, validators=[django.core.validators.RegexValidator('^([A-Z]{2}( [A-Z]{2})*)?\\Z', 'Write countries as DE AT CH.')], verbose_name='ships to'),
        ),
        migrations.AlterField(
            model_name='warehouse',
            name='working_days',
            field=models.CharField(default='12345', max_length=7, validators=[django.core.validators.RegexValidator('^1?2?3?4?5?6?7?\\Z', 'Write the days as 12345, where 1 is Monday and 7 is Sunday.')], verbose_name='working days'),
        ),
    ]
