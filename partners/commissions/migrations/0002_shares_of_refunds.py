
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commissions', '0001_initial'),
        ('order', '0029_number_sequence'),
        ('partner_accounts', '0001_initial'),
        ('payments', '0001_ledger'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='commission',
            name='commissions_one_entry_of_a_kind_per_order',
        ),
        migrations.AddField(
            model_name='commission',
            name='refund',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.refund', verbose_name='refund'),
        ),
        migrations.AddConstraint(
            model_name='commission',
            constraint=models.UniqueConstraint(condition=models.Q(('refund', None)), fields=('order', 'account', 'kind'), name='commissions_one_entry_of_a_kind_per_order'),
        ),
        migrations.AddConstraint(
            model_name='commission',
            constraint=models.UniqueConstraint(fields=('refund', 'account'), name='commissions_one_entry_per_refund'),
        ),
        migrations.AddConstraint(
            model_name='commission',
            constraint=models.CheckConstraint(condition=models.Q(('refund', None), ('kind', 'taken_back'), _connector='OR'), name='commissions_refund_takes_back'),
        ),
    ]
