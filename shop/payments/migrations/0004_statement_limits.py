from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0003_mend_statement_amounts'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='bankentry',
            constraint=models.CheckConstraint(condition=models.Q(('amount__lte', Decimal('9999999999.99'))), name='payments_entry_fits_its_column'),
        ),
        migrations.AddConstraint(
            model_name='bankentry',
            constraint=models.CheckConstraint(condition=models.Q(('assigned__gte', 0), ('assigned__lte', models.F('amount'))), name='payments_entry_assigned_once'),
        ),
    ]
