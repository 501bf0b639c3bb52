"""Names and help texts in plain words; nothing of the tables changes."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0043_slugs_never_empty'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attributeoption',
            name='position',
            field=models.PositiveIntegerField(default=0, help_text='Sorts values such as sizes; values with the same position are sorted alphabetically.', verbose_name='Position'),
        ),
        migrations.AlterField(
            model_name='attributeoption',
            name='slug',
            field=models.CharField(blank=True, default='', editable=False, max_length=255, verbose_name='URL slug'),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='digest',
            field=models.CharField(db_index=True, max_length=64, verbose_name='Checksum'),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='refused',
            field=models.PositiveIntegerField(default=0, verbose_name='Rejected'),
        ),
        migrations.AlterField(
            model_name='product',
            name='order_maximum',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Maximum order quantity'),
        ),
        migrations.AlterField(
            model_name='product',
            name='order_minimum',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Minimum order quantity'),
        ),
        migrations.AlterField(
            model_name='product',
            name='order_multiple',
            field=models.PositiveIntegerField(blank=True, help_text='With 6, customers can order 6, 12, 18 and so on.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Order in multiples of'),
        ),
        migrations.AlterField(
            model_name='product',
            name='pack_size',
            field=models.PositiveIntegerField(blank=True, help_text='Number of units the price covers; the unit price is shown next to it.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Pack size'),
        ),
        migrations.AlterField(
            model_name='productattribute',
            name='is_facet',
            field=models.BooleanField(default=True, help_text='For attributes with options: whether customers can filter listings by it.', verbose_name='Use as filter'),
        ),
    ]
