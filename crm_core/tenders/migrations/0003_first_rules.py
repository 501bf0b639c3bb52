"""What tenders do to deals of the pipelines that come with Kiln; staff change it in each pipeline's form."""

from django.db import migrations

RULES = {
    "New business": {
        "tender_posted": "Needs known",
        "tender_opened": "Offer made",
        "tender_awarded": "Won",
    },
    "Repeat orders": {"tender_posted": "Talked to", "tender_awarded": "Won"},
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
    dependencies = [("tenders", "0002_files_and_deal"), ("pipeline", "0002_first_pipelines")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
