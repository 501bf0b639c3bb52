"""Currency, bank account, card keys, tax and mail as staff set them: a table with one row each."""

import shop.configuration.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='MailSettings',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('sender_name', models.CharField(blank=True, help_text='Empty: the name of the shop.', max_length=80, verbose_name='sender name')),
                ('sender_email', models.EmailField(blank=True, help_text="Customers' answers go to this address.", max_length=254, verbose_name='sender address')),
                ('host', models.CharField(blank=True, help_text='The SMTP server. Empty: mails are written into files on the server and reach nobody.', max_length=255, verbose_name='server')),
                ('port', models.PositiveIntegerField(default=587, verbose_name='port')),
                ('security', models.CharField(choices=[('starttls', 'STARTTLS (port 587)'), ('tls', 'TLS (port 465)'), ('none', 'not encrypted (port 25)')], default='starttls', max_length=10, verbose_name='encryption')),
                ('username', models.CharField(blank=True, max_length=255, verbose_name='user name')),
                ('password', shop.configuration.fields.SecretField(verbose_name='password')),
            ],
            options={
                'verbose_name': 'mail',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='mailsettings_is_one')],
            },
        ),
        migrations.CreateModel(
            name='MoneySettings',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('account_holder', models.CharField(blank=True, max_length=70, verbose_name='account holder')),
                ('iban', models.CharField(blank=True, max_length=34, verbose_name='IBAN')),
                ('bic', models.CharField(blank=True, help_text="Needed for transfers from outside the bank's area.", max_length=11, verbose_name='BIC')),
            ],
            options={
                'verbose_name': 'currency and bank account',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='moneysettings_is_one')],
            },
        ),
        migrations.CreateModel(
            name='PaymentSettings',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('stripe_publishable_key', models.CharField(blank=True, help_text='Starts with pk_live_ or pk_test_.', max_length=255, verbose_name='publishable key')),
                ('stripe_secret_key', shop.configuration.fields.SecretField(verbose_name='secret key')),
                ('stripe_webhook_secret', shop.configuration.fields.SecretField(verbose_name='webhook signing secret')),
            ],
            options={
                'verbose_name': 'card payments',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='paymentsettings_is_one')],
            },
        ),
        migrations.CreateModel(
            name='TaxSettings',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country of taxation')),
                ('vat_id', models.CharField(blank=True, help_text="With the country's letters, such as DE123456789.", max_length=20, verbose_name='VAT id')),
                ('charges_destination', models.BooleanField(default=True, help_text='One-Stop-Shop. Off: the rate at home, for shops below the threshold.', verbose_name='charge the VAT of the destination in the EU')),
            ],
            options={
                'verbose_name': 'tax',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='taxsettings_is_one')],
            },
        ),
    ]
