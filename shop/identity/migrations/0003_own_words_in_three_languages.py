"""Announcement, description, search examples and delivery note; the shop's own words in every language."""

from django.db import migrations, models
from django.db.models import F


def keep_words(apps, schema_editor):
    """What was written so far is English."""
    apps.get_model("identity", "ShopSettings").objects.update(tagline_en=F("tagline"))


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_plain_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='shopsettings',
            name='announcement',
            field=models.CharField(blank=True, help_text='Shown as a bar at the top of every page; empty: no bar.', max_length=160, verbose_name='announcement'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='announcement_en',
            field=models.CharField(blank=True, help_text='Shown as a bar at the top of every page; empty: no bar.', max_length=160, null=True, verbose_name='announcement'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='announcement_zh_hans',
            field=models.CharField(blank=True, help_text='Shown as a bar at the top of every page; empty: no bar.', max_length=160, null=True, verbose_name='announcement'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='announcement_zh_hant',
            field=models.CharField(blank=True, help_text='Shown as a bar at the top of every page; empty: no bar.', max_length=160, null=True, verbose_name='announcement'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='delivery_note',
            field=models.TextField(blank=True, help_text='Shown on every product page; empty: not shown.', max_length=1000, verbose_name='delivery and returns'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='delivery_note_en',
            field=models.TextField(blank=True, help_text='Shown on every product page; empty: not shown.', max_length=1000, null=True, verbose_name='delivery and returns'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='delivery_note_zh_hans',
            field=models.TextField(blank=True, help_text='Shown on every product page; empty: not shown.', max_length=1000, null=True, verbose_name='delivery and returns'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='delivery_note_zh_hant',
            field=models.TextField(blank=True, help_text='Shown on every product page; empty: not shown.', max_length=1000, null=True, verbose_name='delivery and returns'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='description',
            field=models.CharField(blank=True, help_text='Shown in search results for pages without a description of their own.', max_length=200, verbose_name='description for search engines'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='description_en',
            field=models.CharField(blank=True, help_text='Shown in search results for pages without a description of their own.', max_length=200, null=True, verbose_name='description for search engines'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='description_zh_hans',
            field=models.CharField(blank=True, help_text='Shown in search results for pages without a description of their own.', max_length=200, null=True, verbose_name='description for search engines'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='description_zh_hant',
            field=models.CharField(blank=True, help_text='Shown in search results for pages without a description of their own.', max_length=200, null=True, verbose_name='description for search engines'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='search_examples',
            field=models.CharField(blank=True, help_text='Shown in the empty search box, such as: shirt, linen, blue.', max_length=80, verbose_name='search examples'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='search_examples_en',
            field=models.CharField(blank=True, help_text='Shown in the empty search box, such as: shirt, linen, blue.', max_length=80, null=True, verbose_name='search examples'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='search_examples_zh_hans',
            field=models.CharField(blank=True, help_text='Shown in the empty search box, such as: shirt, linen, blue.', max_length=80, null=True, verbose_name='search examples'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='search_examples_zh_hant',
            field=models.CharField(blank=True, help_text='Shown in the empty search box, such as: shirt, linen, blue.', max_length=80, null=True, verbose_name='search examples'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='tagline_en',
            field=models.CharField(blank=True, help_text='Shown below the shop name in the footer of every page.', max_length=160, null=True, verbose_name='tagline'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='tagline_zh_hans',
            field=models.CharField(blank=True, help_text='Shown below the shop name in the footer of every page.', max_length=160, null=True, verbose_name='tagline'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='tagline_zh_hant',
            field=models.CharField(blank=True, help_text='Shown below the shop name in the footer of every page.', max_length=160, null=True, verbose_name='tagline'),
        ),
        migrations.RunPython(keep_words, migrations.RunPython.noop),
    ]
