"""The ledger of consents, its texts and subjects, and the suppressed addresses."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=40, verbose_name='version of the text')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('text', models.TextField(verbose_name='text')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='hash')),
            ],
            options={
                'verbose_name': 'consent text',
                'verbose_name_plural': 'consent texts',
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=40, verbose_name='purpose')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message'), ('phone', 'Phone'), ('post', 'Post'), ('site', 'This website')], max_length=10, verbose_name='channel')),
                ('action', models.CharField(choices=[('requested', 'confirmation requested'), ('granted', 'granted'), ('refused', 'refused'), ('objected', 'objected')], max_length=10, verbose_name='decision')),
                ('source', models.CharField(choices=[('form', 'form'), ('checkout', 'checkout'), ('registration', 'registration'), ('footer', 'newsletter sign-up'), ('request', 'requested by the customer'), ('preferences', 'preferences page'), ('one_click', 'unsubscribe link'), ('banner', 'banner'), ('login', 'carried over at login'), ('import', 'import'), ('staff', 'entered by staff'), ('complaint', 'spam complaint'), ('deletion', 'account deleted')], max_length=20, verbose_name='source')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('decided_at', models.DateTimeField(verbose_name='decided')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded')),
                ('reference', models.CharField(blank=True, help_text='What it came with, such as a form entry.', max_length=80, verbose_name='reference')),
                ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'default_permissions': ('add', 'view'),
            },
        ),
        migrations.CreateModel(
            name='ConsentNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='reason')),
                ('consent', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='note', to='consents.consent', verbose_name='consent')),
            ],
            options={
                'verbose_name': 'reason for a consent entry',
                'verbose_name_plural': 'reasons for consent entries',
            },
        ),
        migrations.CreateModel(
            name='ConsentSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'e-mail'), ('phone', 'phone'), ('customer', 'customer'), ('user', 'user account'), ('visitor', 'visitor')], max_length=10, verbose_name='kind')),
                ('digest', models.CharField(max_length=64, verbose_name='hash')),
                ('value', models.CharField(blank=True, max_length=254, verbose_name='value')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
            ],
            options={
                'verbose_name': 'subject of consent',
                'verbose_name_plural': 'subjects of consent',
                'indexes': [models.Index(fields=['kind', 'value'], name='consents_subject_by_value')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'digest'), name='consents_one_subject_per_address')],
            },
        ),
        migrations.AddField(
            model_name='consent',
            name='subject',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='consents.consentsubject', verbose_name='subject of consent'),
        ),
        migrations.AddField(
            model_name='consent',
            name='text',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consents.consenttext', verbose_name='consent text'),
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('bounced', 'bounced'), ('complained', 'marked as spam'), ('objected', 'objected'), ('manual', 'entered by staff')], max_length=10, verbose_name='reason')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('added_at', models.DateTimeField(verbose_name='added')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
                ('lift_note', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lifted by')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suppressions', to='consents.consentsubject', verbose_name='address')),
            ],
            options={
                'verbose_name': 'suppressed address',
                'verbose_name_plural': 'suppressed addresses',
                'default_permissions': ('add', 'view', 'change'),
            },
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['subject', 'purpose', 'channel', '-decided_at', '-id'], name='consents_latest'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms', 'phone', 'post', 'site'])), name='consents_known_channel'),
        ),
        migrations.AddIndex(
            model_name='suppression',
            index=models.Index(fields=['-added_at', '-id'], name='consents_suppression_newest'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('subject', 'reason'), name='consents_one_suppression_per_reason'),
        ),
    ]
