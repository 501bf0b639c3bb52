"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('user', '0003_address_change'),
    ]

    operations = [
        migrations.AlterField(
            model_name='addresschange',
            name='changed_at',
            field=models.DateTimeField(db_index=True, verbose_name='Changed on'),
        ),
        migrations.AlterField(
            model_name='addresschange',
            name='email',
            field=models.EmailField(max_length=254, verbose_name='Previous address'),
        ),
    ]
