"""Next steps stand with the activities (`activities.0002`): their own table goes."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("activities", "0002_follow_ups_become_activities"),
        ("timeline", "0004_search_text"),
    ]

    operations = [migrations.DeleteModel(name="FollowUp")]
