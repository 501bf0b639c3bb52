"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0002_handing_over'),
    ]

    operations = [
        migrations.AlterField(
            model_name='mail',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='created'),
        ),
        migrations.AlterField(
            model_name='mail',
            name='is_secret',
            field=models.BooleanField(default=False, help_text='Contains a personal link or code: only the recipient may read it, and it is not stored.', verbose_name='confidential'),
        ),
        migrations.AlterField(
            model_name='mail',
            name='status',
            field=models.CharField(choices=[('waiting', 'queued'), ('sending', 'being sent'), ('handing', 'being submitted'), ('sent', 'sent'), ('uncertain', 'unconfirmed'), ('failed', 'failed'), ('bounced', 'bounced')], default='waiting', max_length=10, verbose_name='status'),
        ),
    ]
