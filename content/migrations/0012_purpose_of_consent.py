"""For which purpose the consent of a form is."""

import crm_core.consents.purposes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0011_words_of_the_trade'),
    ]

    operations = [
        migrations.AddField(
            model_name='form',
            name='consent_purpose',
            field=models.CharField(choices=crm_core.consents.purposes.purpose_choices, default='newsletter', help_text='What the sender agrees to; the sender confirms it by e-mail.', max_length=40, verbose_name='purpose of the consent'),
        ),
    ]
