from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0002_first_pipelines")]
    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                fields=["pipeline", "closed_at", "stage", "currency", "amount"], name="pipeline_deals_on_board"
            ),
        ),
    ]
