"""Two pipelines and six loss reasons to begin with, where there are none yet; staff change them as they like."""

from django.db import migrations

# name, probability, stuck after days, needed to enter, kind
PIPELINES = {
    "New business": [
        ("Qualified", 20, 14, [], "open"),
        ("Needs known", 40, 14, [], "open"),
        ("Offer made", 60, 21, ["amount"], "open"),
        ("Negotiation", 80, 14, ["amount"], "open"),
        ("Won", 100, None, [], "won"),
        ("Lost", 0, None, [], "lost"),
    ],
    "Repeat orders": [
        ("Reorder expected", 50, 30, [], "open"),
        ("Talked to", 60, 14, [], "open"),
        ("Basket filled", 80, 7, [], "open"),
        ("Won", 100, None, [], "won"),
        ("Lost", 0, None, [], "lost"),
    ],
}
RULES = {
    "New business": {"form_sent": "Needs known", "basket_filled": "Negotiation", "order_placed": "Won"},
    "Repeat orders": {"form_sent": "Talked to", "basket_filled": "Basket filled", "order_placed": "Won"},
}
REASONS = [
    "Price",
    "Went to a competitor",
    "No budget",
    "Not needed any more",
    "Delivery too late",
    "No answer",
]


def fill(apps, schema_editor):
    """Write them; nothing where somebody has made their own."""
    pipeline_model, stage_model = apps.get_model("pipeline", "Pipeline"), apps.get_model("pipeline", "Stage")
    rule_model, reason_model = apps.get_model("pipeline", "ActRule"), apps.get_model("pipeline", "LossReason")
    if not pipeline_model.objects.exists():
        for number, (name, stages) in enumerate(PIPELINES.items()):
            pipeline = pipeline_model.objects.create(name=name, position=number)
            made = {}
            for position, (stage, probability, stuck, requires, kind) in enumerate(stages):
                made[stage] = stage_model.objects.create(
                    pipeline=pipeline,
                    name=stage,
                    position=position,
                    probability=probability,
                    stuck_after_days=stuck,
                    requires=requires,
                    kind=kind,
                )
            for act, stage in RULES[name].items():
                rule_model.objects.create(pipeline=pipeline, act=act, stage=made[stage])
    if not reason_model.objects.exists():
        for position, name in enumerate(REASONS):
            reason_model.objects.create(name=name, position=position)


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0001_deals")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
