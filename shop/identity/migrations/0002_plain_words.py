"""Names and help texts in plain words; nothing of the tables changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0001_moved_from_setup'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.AlterField(
            model_name='shopsettings',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='customer service e-mail'),
        ),
        migrations.AlterField(
            model_name='shopsettings',
            name='is_set_up',
            field=models.BooleanField(default=False, editable=False, verbose_name='setup completed'),
        ),
        migrations.AlterField(
            model_name='shopsettings',
            name='logo',
            field=models.ForeignKey(blank=True, help_text='Shown before the shop name; a square image works best.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='logo'),
        ),
        migrations.AlterField(
            model_name='shopsettings',
            name='phone',
            field=models.CharField(blank=True, max_length=40, verbose_name='customer service phone'),
        ),
        migrations.AlterField(
            model_name='shopsettings',
            name='steps',
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name='setup steps'),
        ),
        migrations.AlterField(
            model_name='shopsettings',
            name='tagline',
            field=models.CharField(blank=True, help_text='Shown below the shop name in the footer of every page.', max_length=160, verbose_name='tagline'),
        ),
    ]
