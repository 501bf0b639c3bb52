"""Names and help texts in plain words; nothing of the tables changes."""

import django.db.models.deletion
import shop.reviews.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0007_decisions_and_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='reviewdecision',
            options={'verbose_name': 'moderation decision', 'verbose_name_plural': 'moderation decisions'},
        ),
        migrations.AlterModelOptions(
            name='reviewphoto',
            options={'ordering': ['pk'], 'verbose_name': 'review photo', 'verbose_name_plural': 'review photos'},
        ),
        migrations.AlterField(
            model_name='reviewdecision',
            name='decided_at',
            field=models.DateTimeField(auto_now=True, verbose_name='moderated'),
        ),
        migrations.AlterField(
            model_name='reviewdecision',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='moderated by'),
        ),
        migrations.AlterField(
            model_name='reviewdecision',
            name='replied_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='replied'),
        ),
        migrations.AlterField(
            model_name='reviewdecision',
            name='reply',
            field=models.TextField(blank=True, max_length=2000, verbose_name='shop reply'),
        ),
        migrations.AlterField(
            model_name='reviewphoto',
            name='picture',
            field=models.ImageField(max_length=255, upload_to=shop.reviews.models.photo_name, verbose_name='photo'),
        ),
    ]
