"""Names and help texts in plain words; nothing of the tables changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='customer',
            name='owner',
            field=models.ForeignKey(blank=True, help_text='The colleague responsible for this customer.', limit_choices_to={'is_staff': True}, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner'),
        ),
        migrations.AlterField(
            model_name='customer',
            name='spent',
            field=models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=14, verbose_name='total spent'),
        ),
        migrations.AlterField(
            model_name='identityconflict',
            name='noted_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='recorded'),
        ),
    ]
