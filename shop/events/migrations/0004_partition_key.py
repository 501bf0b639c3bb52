from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0003_lanes_by_slice")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="events_waiting_in_lane"),
        migrations.RenameField(model_name="delivery", old_name="lane", new_name="partition_key"),
        migrations.AlterField(
            model_name="delivery",
            name="partition_key",
            field=models.CharField(
                blank=True,
                help_text="Deliveries of one partition wait for each other.",
                max_length=210,
                verbose_name="partition key",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "pending"), models.Q(("partition_key", ""), _negated=True)),
                fields=["partition_key", "event"],
                name="events_waiting_in_partition",
            ),
        ),
    ]
