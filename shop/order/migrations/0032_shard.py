from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0031_pieces_called_off")]

    operations = [
        migrations.RemoveConstraint(model_name="numbersequence", name="order_one_sequence_per_lane"),
        migrations.RenameField(model_name="numbersequence", old_name="lane", new_name="shard"),
        migrations.AddConstraint(
            model_name="numbersequence",
            constraint=models.UniqueConstraint(
                fields=("prefix", "shard"), name="order_one_sequence_per_shard"
            ),
        ),
    ]
