"""Delivery methods, zones of countries, and what a method costs to a zone."""

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('address', '0007_useraddress_code'),
        ('shipping', '0003_auto_20181115_1953'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeliveryOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(help_text='Kept with orders; it cannot change later.', max_length=64, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('name_en', models.CharField(max_length=80, null=True, verbose_name='name')),
                ('name_zh_hans', models.CharField(max_length=80, null=True, verbose_name='name')),
                ('name_zh_hant', models.CharField(max_length=80, null=True, verbose_name='name')),
                ('description', models.CharField(blank=True, max_length=160, verbose_name='description')),
                ('description_en', models.CharField(blank=True, max_length=160, null=True, verbose_name='description')),
                ('description_zh_hans', models.CharField(blank=True, max_length=160, null=True, verbose_name='description')),
                ('description_zh_hant', models.CharField(blank=True, max_length=160, null=True, verbose_name='description')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='The first one is what the basket reckons with.', verbose_name='position')),
                ('is_enabled', models.BooleanField(default=True, verbose_name='offered at checkout')),
            ],
            options={
                'verbose_name': 'delivery method',
                'verbose_name_plural': 'delivery methods',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DeliveryZone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'delivery zone',
                'verbose_name_plural': 'delivery zones',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='DeliveryZoneCountry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='address.country')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='shipping.deliveryzone')),
            ],
        ),
        migrations.AddField(
            model_name='deliveryzone',
            name='countries',
            field=models.ManyToManyField(related_name='delivery_zones', through='shipping.DeliveryZoneCountry', to='address.country'),
        ),
        migrations.CreateModel(
            name='DeliveryRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('price', models.DecimalField(decimal_places=2, help_text='Including tax.', max_digits=12, verbose_name='price')),
                ('free_from', models.DecimalField(blank=True, decimal_places=2, help_text='Empty: never free.', max_digits=12, null=True, verbose_name='free from')),
                ('working_days', models.PositiveSmallIntegerField(help_text='From shipping to the door, Monday to Friday.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(90)], verbose_name='working days')),
                ('option', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='shipping.deliveryoption')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='shipping.deliveryzone', verbose_name='delivery zone')),
            ],
            options={
                'verbose_name': 'price',
                'verbose_name_plural': 'prices',
                'ordering': ['zone__position', 'zone__name'],
                'constraints': [models.UniqueConstraint(fields=('option', 'zone'), name='shipping_one_rate_per_zone', violation_error_message='There is a price for this zone already.'), models.CheckConstraint(condition=models.Q(('price__gte', 0), models.Q(('free_from__isnull', True), ('free_from__gt', 0), _connector='OR'), ('working_days__lte', 90)), name='shipping_rate_is_sane')],
            },
        ),
    ]
