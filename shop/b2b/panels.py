"""Panels of a company's page; packages above add theirs."""

from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn

from shop.b2b.models import Company, CompanyContact
from shop.b2b.presets import BUYER, NAMES
from shop.b2b.term_rows import term_rows
from shop.backoffice.panels import MAIN, SIDE, Panel, panel_registry, table
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Company]] = panel_registry("panel of a company")
MOST = 100


def _role_of(contact: CompanyContact) -> str:
    return str(contact.role or gettext(str(NAMES[BUYER])))


def _state_of(contact: CompanyContact) -> str:
    if not contact.is_active:
        return gettext("not active")
    return gettext("active") if contact.user_id else gettext("no account yet")


PEOPLE = [
    Column("name", label=pgettext_lazy("of a person", "Name")),
    Column("email", label=_("E-mail")),
    Column("phone", label=_("Phone")),
    Column("job_title", label=_("Job title")),
    Column("role", label=pgettext_lazy("of a person", "Role"), accessor=_role_of),
    Column("department", label=_("Department")),
    Column("state", label=_("Status"), accessor=_state_of),
]
INVITED = [
    Column("name", label=pgettext_lazy("of a person", "Name")),
    Column("email", label=_("E-mail")),
    Column("role", label=pgettext_lazy("of a person", "Role")),
    DateColumn("expires_at", label=_("Valid until")),
]
ROLES = [Column("name", label=pgettext_lazy("of a role", "Name"))]


def people(company: Company, _user: User) -> dict[str, object] | None:
    """List who speaks for the company, and what each is there."""
    return table(PEOPLE, company.contacts.all())


def invitations(company: Company, _user: User) -> dict[str, object] | None:
    """List whom the company has asked and who has not answered."""
    waiting = company.invitations.filter(accepted_at=None, withdrawn_at=None)
    return table(INVITED, waiting.select_related("role"))


def own_roles(company: Company, _user: User) -> dict[str, object] | None:
    """List the roles that the company has defined."""
    return table(ROLES, company.roles.order_by("name"))


def terms(company: Company, _user: User) -> dict[str, object]:
    """Tell what holds for the company, and where it was set."""
    rows, _rep = term_rows(company)
    return {"terms": rows}


def tree(company: Company, _user: User) -> dict[str, object] | None:
    """Show parents and everything below; None for a company that stands alone."""
    root = f"/{company.lineage_keys[-1]}/"
    above = Q(pk__in=company.lineage_keys)
    below = Q(path__startswith=company.path)
    found = Company.objects.filter(above | below, path__startswith=root).order_by("path")[:MOST]
    rows: list[dict[str, object]] = [
        {
            "company": each,
            "steps": range(len(each.lineage_keys) - 1),
            "is_this": each.pk == company.pk,
        }
        for each in found
    ]
    return {"rows": rows} if len(rows) > 1 else None


for _panel in (
    Panel(name="people", title=_("Contacts"), context=people, order=10, area=MAIN),
    Panel(name="invitations", title=_("Invited"), context=invitations, order=12, area=MAIN),
    Panel(
        name="terms",
        title=_("Terms"),
        context=terms,
        order=5,
        area=SIDE,
        template="company/office/terms.html",
    ),
    Panel(
        name="tree",
        title=_("Parent company and subsidiaries"),
        context=tree,
        order=6,
        area=SIDE,
        template="company/office/tree.html",
    ),
    Panel(name="roles", title=_("Roles of its own"), context=own_roles, order=30, area=SIDE),
):
    PANELS.register(_panel)
