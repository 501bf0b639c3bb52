"""Scoring rules and a calendar to begin with, where there are none yet; staff change them as they like."""

from datetime import time

from django.conf import settings
from django.db import migrations

# kind, value, points, halves after days
RULES = [
    ("kind", "partner_application", 25, 0),
    ("kind", "form", 20, 30),
    ("kind", "large_basket,stalled_basket", 20, 14),
    ("basket", "2000", 15, 14),
    ("company", "", 15, 0),
    ("orders", "1", 15, 0),
    ("pages", "5", 10, 14),
    ("facts", "2", 10, 30),
    ("phone", "", 5, 0),
    ("free_mail", "", -10, 0),
]
WEEKDAYS = range(1, 6)


def fill(apps, schema_editor):
    """Write them; nothing where somebody has made their own."""
    rule_model = apps.get_model("leads", "ScoreRule")
    calendar_model = apps.get_model("leads", "BusinessCalendar")
    hours_model = apps.get_model("leads", "CalendarHours")
    if not rule_model.objects.exists():
        rule_model.objects.bulk_create(
            rule_model(kind=kind, value=value, points=points, half_life_days=days)
            for kind, value, points, days in RULES
        )
    if not calendar_model.objects.exists():
        calendar = calendar_model.objects.create(name="Office hours", time_zone=settings.TIME_ZONE)
        hours_model.objects.bulk_create(
            hours_model(calendar=calendar, weekday=weekday, opens=time(9), closes=time(17))
            for weekday in WEEKDAYS
        )


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_leads")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
