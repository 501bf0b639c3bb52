"""Write the words by which the customers who are there already are found."""

from collections import defaultdict

from django.db import migrations

from crm_core.customers.finding.words import email_words, name_words, phone_words
from shop.backoffice.fragments import index_text

BATCH = 1000


def write(apps, schema_editor):
    customers = apps.get_model("customers", "Customer")._base_manager
    words = apps.get_model("customers", "CustomerWords")._base_manager
    keys = apps.get_model("customers", "CustomerIdentifier")._base_manager
    above = dict(customers.exclude(merged_into=None).values_list("pk", "merged_into"))
    below = defaultdict(list)
    for pk in above:
        root = pk
        while root in above:
            root = above[root]
        below[root].append(pk)
    last = 0
    while True:
        rows = customers.filter(merged_into=None, pk__gt=last).order_by("pk").values_list("pk", flat=True)
        batch = list(rows[:BATCH])
        if not batch:
            return
        root_of = {pk: root for root in batch for pk in (root, *below[root])}
        found = {root: ([], [], []) for root in batch}
        records = customers.filter(pk__in=root_of).order_by("pk")
        for pk, name, email, phone in records.values_list("pk", "name", "email", "phone"):
            names, emails, phones = found[root_of[pk]]
            names += name_words(name)
            emails += email_words(email)
            phones += phone_words(phone)
        known = keys.filter(customer__in=root_of, kind__in=["email", "phone"]).order_by("pk")
        for pk, kind, value in known.values_list("customer", "kind", "value"):
            _names, emails, phones = found[root_of[pk]]
            if kind == "email":
                emails += email_words(value)
            else:
                phones += phone_words(value)
        words.bulk_create(
            [
                words.model(
                    customer_id=pk,
                    names=index_text(names),
                    emails=index_text(emails),
                    phones=index_text(phones),
                )
                for pk, (names, emails, phones) in found.items()
            ],
            ignore_conflicts=True,
        )
        last = batch[-1]


class Migration(migrations.Migration):
    """Before the indexes are made, which is quicker; what a later save writes is the same."""

    dependencies = [("customers", "0009_words_to_be_found_by")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=True)]
