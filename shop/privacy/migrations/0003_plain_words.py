"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0002_deletion_language'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deletionrequest',
            name='language',
            field=models.CharField(blank=True, help_text='The language of the page on which deletion was requested; the e-mail about it uses it.', max_length=12, verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='deletionrequest',
            name='requested_at',
            field=models.DateTimeField(verbose_name='requested'),
        ),
    ]
