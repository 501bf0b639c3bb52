"""Companies get their path, and the oldest contact of each the role of an administrator."""

from django.db import migrations

NAMES = {
    "administrator": "Administrator",
    "buyer": "Buyer",
    "approver": "Approver",
    "accountant": "Accountant",
    "reader": "Reader",
}


def fill(apps, schema_editor):
    """Companies have no parent yet; whoever was a contact could order, and orders on."""
    alias = schema_editor.connection.alias
    company, contact, role = (
        apps.get_model("b2b", name).objects.using(alias)
        for name in ("Company", "CompanyContact", "CompanyRole")
    )
    for preset, name in NAMES.items():
        role.get_or_create(preset=preset, defaults={"name": name})
    for pk in company.filter(path="").values_list("pk", flat=True):
        company.filter(pk=pk).update(path=f"/{pk}/")
    contact.filter(role=None).update(role=role.get(preset="buyer"))
    seen = set()
    for pk, company_id in contact.order_by("pk").values_list("pk", "company_id"):
        if company_id not in seen:
            seen.add(company_id)
            contact.filter(pk=pk).update(role=role.get(preset="administrator"))


class Migration(migrations.Migration):
    dependencies = [("b2b", "0004_company_structure")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
