
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0028_shows_net'),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberSequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=3)),
                ('lane', models.PositiveSmallIntegerField()),
                ('drawn', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('prefix', 'lane'), name='order_one_sequence_per_lane')],
            },
        ),
    ]
