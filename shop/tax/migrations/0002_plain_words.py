"""Names and help texts in plain words; nothing of the tables changes."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tax', '0001_tax'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='market',
            name='audience',
            field=models.CharField(choices=[('consumers', 'consumers (B2C)'), ('companies', 'companies')], max_length=10, verbose_name='customer group'),
        ),
        migrations.AlterField(
            model_name='market',
            name='countries',
            field=models.CharField(blank=True, help_text='Two-letter codes separated by spaces; empty: all countries without a market of their own.', max_length=400, validators=[django.core.validators.RegexValidator('^([A-Z]{2})( [A-Z]{2})*$', 'Please give two-letter codes, separated by spaces.')], verbose_name='countries'),
        ),
        migrations.AlterField(
            model_name='market',
            name='is_registered',
            field=models.BooleanField(default=False, help_text='The tax of countries outside our own tax area is charged. Otherwise goods are sold there without tax.', verbose_name='registered for tax there'),
        ),
        migrations.AlterField(
            model_name='market',
            name='keeps_net',
            field=models.BooleanField(default=False, help_text='The price excluding tax is the same in every country. Otherwise the price including tax is.', verbose_name='fixed net price'),
        ),
        migrations.AlterField(
            model_name='market',
            name='shows_net',
            field=models.BooleanField(default=False, help_text='Pages show prices excluding tax; the tax is shown below the total.', verbose_name='prices without tax'),
        ),
        migrations.AlterField(
            model_name='vatcheck',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by'),
        ),
        migrations.AlterField(
            model_name='vatcheck',
            name='reference',
            field=models.CharField(blank=True, help_text="The register's reference for this check.", max_length=80, verbose_name='reference'),
        ),
        migrations.AlterConstraint(
            model_name='market',
            name='tax_one_market_per_audience_and_countries',
            constraint=models.UniqueConstraint(fields=('audience', 'countries'), name='tax_one_market_per_audience_and_countries', violation_error_message='There is already a market for these customers and countries.'),
        ),
    ]
