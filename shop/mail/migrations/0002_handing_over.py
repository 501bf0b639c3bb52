
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0001_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='mail',
            name='mail_due',
        ),
        migrations.AlterField(
            model_name='mail',
            name='status',
            field=models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('handing', 'being handed over'), ('sent', 'sent'), ('uncertain', 'uncertain'), ('failed', 'failed'), ('bounced', 'bounced')], default='waiting', max_length=10, verbose_name='status'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('status__in', ['waiting', 'sending', 'handing'])), fields=['due_at'], name='mail_due'),
        ),
    ]
