"""Panels of a company's page; packages above add theirs."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import Column

from shop.b2b.models import Company
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Company]] = panel_registry("panel of a company")
PEOPLE = [
    Column("name", label=pgettext_lazy("of a person", "Name")),
    Column("email", label=_("E-mail")),
    Column("phone", label=_("Phone")),
    Column("job_title", label=_("Job title")),
]


def people(company: Company, _user: User) -> dict[str, object] | None:
    """List who speaks for the company."""
    return table(PEOPLE, company.contacts.all())


PANELS.register(Panel(name="people", title=_("Contacts"), context=people, order=10, area=MAIN))
