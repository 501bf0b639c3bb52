"""Every choice about personalisation goes into the one ledger of consents, under the account or the browser."""

from itertools import islice

from django.db import migrations

from crm_core.consents.addresses import digest

BATCH = 1000


def move(apps, schema_editor):
    """Copy the records, in batches; the table goes in the next step."""
    Record = apps.get_model("interactions", "ConsentRecord")
    Text = apps.get_model("consents", "ConsentText")
    Subject = apps.get_model("consents", "ConsentSubject")
    Consent = apps.get_model("consents", "Consent")
    texts = {}
    rows = Record.objects.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        keys = {row.pk: _key(row) for row in batch}
        Subject.objects.bulk_create(
            [
                Subject(kind=kind, digest=digest((kind, value)), value=value)
                for kind, value in set(keys.values())
            ],
            ignore_conflicts=True,
        )
        hashes = {digest(key): key for key in keys.values()}
        subjects = {
            hashes[row.digest]: row for row in Subject.objects.filter(digest__in=hashes)
        }
        for version in {row.text_version for row in batch} - texts.keys():
            texts[version], _is_new = Text.objects.get_or_create(
                digest=f"version:{version}", defaults={"version": version}
            )
        Consent.objects.bulk_create(
            [
                Consent(
                    subject=subjects[keys[row.pk]],
                    purpose="personalisation",
                    channel="site",
                    action="granted" if row.granted else "refused",
                    source=row.source,
                    text=texts[row.text_version],
                    decided_at=row.given_at,
                )
                for row in batch
            ]
        )


def _key(row):
    if row.user_id:
        return ("user", str(row.user_id))
    return ("visitor", str(row.visitor_key or f"record:{row.pk}"))


class Migration(migrations.Migration):

    dependencies = [
        ("interactions", "0002_deletion_source"),
        ("consents", "0001_initial"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
