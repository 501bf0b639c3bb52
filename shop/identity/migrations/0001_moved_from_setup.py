"""The shop's name and addresses are a slice of their own; the table is there already."""

import django.db.models.deletion
from django.db import migrations, models

MODELS, BEFORE, NOW = ("shopsettings",), "shop_setup", "identity"


def move_content_types(apps, schema_editor):
    """Let the rights that roles have of these models go with them."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    for model in MODELS:
        types.filter(app_label=BEFORE, model=model).update(app_label=NOW)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("shop_setup", "0002_moved_to_identity"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='ShopSettings',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(blank=True, max_length=80, verbose_name='name of the shop')),
                        ('tagline', models.CharField(blank=True, help_text='Stands below the name at the foot of every page.', max_length=160, verbose_name='in one line')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail for customers')),
                        ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone for customers')),
                        ('address', models.TextField(blank=True, max_length=400, verbose_name='address')),
                        ('steps', models.JSONField(blank=True, default=list, editable=False, verbose_name='steps of the set-up')),
                        ('is_set_up', models.BooleanField(default=False, editable=False, verbose_name='the set-up is over')),
                        ('logo', models.ForeignKey(blank=True, help_text='Stands before the name; a square picture looks best.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='sign')),
                    ],
                    options={
                        'verbose_name': 'The shop',
                    },
                ),
            ],
        ),
        migrations.RunPython(move_content_types, migrations.RunPython.noop),
    ]
