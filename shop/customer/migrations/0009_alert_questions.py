"""Remember when an address was asked whether it is its owner who wants alerts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customer", "0008_assign_permissions_to_staff")]

    operations = [
        migrations.CreateModel(
            name="AlertQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("asked_at", models.DateTimeField(db_index=True, verbose_name="asked")),
            ],
            options={
                "verbose_name": "question to an address",
                "verbose_name_plural": "questions to addresses",
                "default_permissions": (),
            },
        ),
    ]
