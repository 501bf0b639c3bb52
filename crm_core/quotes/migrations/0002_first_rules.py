"""What quotes do to deals of the pipelines that come with Kiln; staff change it in each pipeline's form."""

from django.db import migrations

RULES = {
    "New business": {
        "quote_requested": "Needs known",
        "quote_sent": "Offer made",
        "quote_countered": "Negotiation",
        "quote_accepted": "Won",
    },
    "Repeat orders": {"quote_requested": "Talked to", "quote_accepted": "Won"},
}


def fill(apps, schema_editor):
    """Write them where the stages are still there and nobody has chosen otherwise."""
    stages, rules = apps.get_model("pipeline", "Stage"), apps.get_model("pipeline", "ActRule")
    for pipeline, acts in RULES.items():
        for act, name in acts.items():
            stage = stages.objects.filter(pipeline__name=pipeline, name=name, removed_at=None).first()
            if stage is not None:
                rules.objects.get_or_create(
                    pipeline_id=stage.pipeline_id, act=act, defaults={"stage": stage}
                )


class Migration(migrations.Migration):
    dependencies = [("quotes", "0001_quotes"), ("pipeline", "0002_first_pipelines")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
