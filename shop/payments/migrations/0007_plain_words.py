"""Names and help texts in plain words; nothing of the tables changes."""

from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0006_kind_and_refunded_of_charges'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bankentry',
            name='assigned',
            field=models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=12, verbose_name='matched'),
        ),
        migrations.AlterField(
            model_name='bankentry',
            name='state',
            field=models.CharField(choices=[('open', 'unmatched'), ('booked', 'booked'), ('divided', 'split'), ('set_aside', 'set aside')], default='open', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='charge',
            name='amount_refunded',
            field=models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=12, verbose_name='refunded'),
        ),
        migrations.AlterField(
            model_name='charge',
            name='kind',
            field=models.CharField(choices=[('provider', 'payment provider'), ('transfer', 'bank statement'), ('manual', 'recorded manually')], default='provider', max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='charge',
            name='state',
            field=models.CharField(choices=[('failed', 'refused'), ('pending', 'on its way'), ('authorised', 'authorised'), ('succeeded', 'received'), ('released', 'released')], max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='dispute',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='respond by'),
        ),
        migrations.AlterField(
            model_name='dispute',
            name='state',
            field=models.CharField(choices=[('warning_needs_response', 'inquiry, needs response'), ('warning_under_review', 'inquiry, under review'), ('warning_closed', 'inquiry, closed'), ('needs_response', 'needs response'), ('under_review', 'under review'), ('prevented', 'prevented'), ('won', 'won'), ('lost', 'lost')], max_length=30, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='gatewayevent',
            name='told_at',
            field=models.DateTimeField(verbose_name='notified'),
        ),
        migrations.AlterField(
            model_name='paymentattempt',
            name='checked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='last checked'),
        ),
        migrations.AlterField(
            model_name='paymentattempt',
            name='state',
            field=models.CharField(choices=[('created', 'begun'), ('waiting', 'waiting for the customer'), ('processing', 'processing'), ('authorised', 'authorised'), ('succeeded', 'paid'), ('cancelled', 'cancelled')], default='created', max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='refund',
            name='shipping',
            field=models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=12, verbose_name='of which delivery'),
        ),
        migrations.AlterField(
            model_name='refund',
            name='state',
            field=models.CharField(choices=[('requested', 'being sent'), ('pending', 'on its way'), ('succeeded', 'refunded'), ('failed', 'failed')], default='requested', max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='refundline',
            name='quantity',
            field=models.PositiveIntegerField(verbose_name='units'),
        ),
    ]
