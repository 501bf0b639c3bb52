"""What a mail is for, and why one was not sent."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0003_plain_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='mail',
            name='complained_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='marked as spam'),
        ),
        migrations.AddField(
            model_name='mail',
            name='purpose',
            field=models.CharField(blank=True, help_text='Empty for transactional e-mails.', max_length=40, verbose_name='purpose'),
        ),
        migrations.AddField(
            model_name='mail',
            name='refusal',
            field=models.CharField(blank=True, choices=[('no_consent', 'no consent'), ('withdrawn', 'consent withdrawn'), ('objected', 'recipient objected'), ('complained', 'recipient marked an e-mail as spam'), ('bounced', 'address bounced'), ('manual', 'address suppressed by staff'), ('bad_address', 'not an e-mail address')], max_length=12, verbose_name='reason not sent'),
        ),
        migrations.AlterField(
            model_name='mail',
            name='status',
            field=models.CharField(choices=[('waiting', 'queued'), ('sending', 'being sent'), ('handing', 'being submitted'), ('sent', 'sent'), ('uncertain', 'unconfirmed'), ('failed', 'failed'), ('bounced', 'bounced'), ('not_sent', 'not sent')], default='waiting', max_length=10, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'not_sent'), models.Q(('refusal', ''), _negated=True)), models.Q(models.Q(('status', 'not_sent'), _negated=True), ('refusal', '')), _connector='OR'), name='mail_not_sent_has_its_reason'),
        ),
    ]
