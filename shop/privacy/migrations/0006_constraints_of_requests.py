import shop.user.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('privacy', '0005_keys_of_requests')]

    operations = [
        migrations.AlterField(
            model_name='deletionrequest',
            name='key',
            field=models.CharField(default=shop.user.models.new_key, editable=False, max_length=64, unique=True),
        ),
        migrations.AddIndex(
            model_name='deletionrequest',
            index=models.Index(fields=['-requested_at', '-id'], name='privacy_newest'),
        ),
        migrations.AddConstraint(
            model_name='deletionrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at', None), ('withdrawn_at', None), models.Q(('email', ''), _negated=True)), fields=('email',), name='privacy_one_open_per_address'),
        ),
        migrations.AddConstraint(
            model_name='deletionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('done_at', None), models.Q(('email', ''), ('reason', '')), _connector='OR'), name='privacy_done_is_nameless'),
        ),
        migrations.AddConstraint(
            model_name='deletionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('done_at', None), ('confirmed_at__lte', models.F('done_at')), _connector='OR'), name='privacy_confirmed_first'),
        ),
    ]
