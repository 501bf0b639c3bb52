"""Saved views and chosen columns belong to the back office's kit; the tables are there already."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MODELS, BEFORE, NOW = ("savedview", "chosencolumns"), "dashboard", "backoffice"


def move_content_types(apps, schema_editor):
    """Let the rights that roles have of these models go with them."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    for model in MODELS:
        types.filter(app_label=BEFORE, model=model).update(app_label=NOW)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dashboard", "0004_moved_to_backoffice"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='ChosenColumns',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('list_name', models.CharField(max_length=40, verbose_name='list')),
                        ('names', models.JSONField(default=list, verbose_name='columns')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                    ],
                    options={
                        'verbose_name': 'chosen columns',
                        'verbose_name_plural': 'chosen columns',
                        'constraints': [models.UniqueConstraint(fields=('user', 'list_name'), name='dashboard_columns_once_per_list')],
                    },
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('list_name', models.CharField(max_length=40, verbose_name='list')),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('query', models.CharField(blank=True, max_length=1500, verbose_name='query')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                        ('roles', models.ManyToManyField(blank=True, related_name='+', to='auth.group', verbose_name='shared with')),
                    ],
                    options={
                        'permissions': [('view_figures', "Can see the shop's figures")],
                        'verbose_name': 'saved view',
                        'verbose_name_plural': 'saved views',
                        'constraints': [models.UniqueConstraint(fields=('owner', 'list_name', 'name'), name='dashboard_one_view_per_name_of_owner')],
                    },
                ),
            ],
        ),
        migrations.RunPython(move_content_types, migrations.RunPython.noop),
    ]
