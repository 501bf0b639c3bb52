"""Names and help texts in plain words; nothing of the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partner_onboarding', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='partnerapplication',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='requested'),
        ),
        migrations.AlterField(
            model_name='partnerapplication',
            name='plan',
            field=models.TextField(max_length=2000, verbose_name='how you would promote us'),
        ),
        migrations.AlterField(
            model_name='partnerapplication',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='reply sent'),
        ),
    ]
