"""Codes are kept for good; those that accounts have now are the first."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

BATCH = 1000


def keep_codes(apps: Any, schema_editor: Any) -> None:
    """Write the code of every account down."""
    account, code = (apps.get_model("partner_accounts", name) for name in ("PartnerAccount", "PartnerCode"))
    rows = account.objects.order_by("pk").values_list("pk", "code").iterator(chunk_size=BATCH)
    code.objects.bulk_create(
        (code(account_id=pk, code=text) for pk, text in rows), batch_size=BATCH, ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("partner_accounts", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="partneraccount",
            name="code",
            field=models.SlugField(
                help_text="Stands in the partner's links: /r/code/. Links already shared with an old code keep working.",
                max_length=40,
                unique=True,
                verbose_name="code",
            ),
        ),
        migrations.CreateModel(
            name="PartnerCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="partner_accounts.partneraccount",
                        verbose_name="partner account",
                    ),
                ),
            ],
            options={"verbose_name": "partner code", "verbose_name_plural": "partner codes"},
        ),
        migrations.RunPython(keep_codes, migrations.RunPython.noop),
    ]
