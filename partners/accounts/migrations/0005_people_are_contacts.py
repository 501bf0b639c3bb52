"""The people of partner accounts become contacts of their companies: owners administrators, members buyers.

Whose own company is another one, whose address is another contact's, and who acts for a second account of
the same company, becomes a delegate and so keeps the account they had.
"""


from django.apps.registry import Apps
from django.db import migrations
from django.db.models import Model

PRESETS = {"owner": ("administrator", "Administrator"), "member": ("buyer", "Buyer")}


def make_contacts(apps: Apps, schema_editor: object) -> None:
    """Give every user of a partner account their place in the company."""
    partner_user = apps.get_model("partner_accounts", "PartnerUser")
    rows = partner_user.objects.select_related("account", "user").order_by("pk")
    firsts = _first_accounts(apps)
    for row in rows.iterator(chunk_size=1000):
        contact = _contact_of(apps, row)
        is_theirs = contact is not None and contact.company_id == row.account.company_id
        role = _role(apps, row.role)
        if contact is None or is_theirs:
            _join(apps, row, contact, role)
        if (contact is not None and not is_theirs) or firsts[row.account.company_id] != row.account_id:
            delegate = apps.get_model("partner_accounts", "PartnerDelegate")
            delegate.objects.create(account=row.account, user=row.user, role=role)


def _first_accounts(apps: Apps) -> dict[int, int]:
    accounts = apps.get_model("partner_accounts", "PartnerAccount").objects.order_by("-status", "-pk")
    return {company: pk for pk, company in accounts.values_list("pk", "company")}


def _contact_of(apps: Apps, row: Model) -> Model | None:
    """Find the user's contact, or one that waits for this address; one of somebody else counts as elsewhere."""
    contacts = apps.get_model("b2b", "CompanyContact").objects
    contact = contacts.filter(user=row.user).first() or contacts.filter(email__iexact=row.user.email).first()
    if contact is not None and contact.user_id not in (None, row.user_id):
        contact.company_id = None
    return contact


def _join(apps: Apps, row: Model, contact: Model | None, role: Model) -> None:
    if contact is None:
        name = f"{row.user.first_name} {row.user.last_name}".strip() or row.user.email
        contact = apps.get_model("b2b", "CompanyContact")(
            company_id=row.account.company_id, email=row.user.email, name=name, role=role
        )
    elif row.role == "owner":
        contact.role = role
    contact.user_id, contact.is_active = row.user_id, True
    contact.save()


def _role(apps: Apps, role: str) -> Model:
    preset, name = PRESETS[role]
    found, _made = apps.get_model("b2b", "CompanyRole").objects.get_or_create(
        preset=preset, defaults={"name": name}
    )
    return found


class Migration(migrations.Migration):
    dependencies = [("partner_accounts", "0004_partnerdelegate")]

    operations = [migrations.RunPython(make_contacts, migrations.RunPython.noop, elidable=True)]
