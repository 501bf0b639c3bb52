"""Nobody waits twice for one product: the database sees to it."""

import django.db.models.functions.text
from django.db import migrations, models
from django.db.models import Q

WAITING = ("Unconfirmed", "Active")


class Migration(migrations.Migration):
    dependencies = [("customer", "0010_one_alert_each")]

    operations = [
        migrations.AddConstraint(
            model_name="productalert",
            constraint=models.UniqueConstraint(
                fields=("user", "product"),
                condition=Q(user__isnull=False, status__in=WAITING),
                name="customer_user_waits_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="productalert",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                models.F("product"),
                condition=Q(user__isnull=True, status__in=WAITING),
                name="customer_guest_waits_once",
            ),
        ),
    ]
