"""What a partner account's page in the back office shows; slices above enter their panels and figures."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import Column

from partners.accounts.models import PartnerAccount, PartnerDelegate
from shop.b2b.models import CompanyContact
from shop.b2b.presets import BUYER, NAMES
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.backoffice.record import RecordFigure
from shop.registry import Registry
from shop.user.models import User

PARTNER_PANELS: Registry[Panel[PartnerAccount]] = panel_registry("panel of a partner account")


@dataclass(frozen=True, kw_only=True)
class PartnerFigure:
    """A figure in the head of the page; who has no `permission` does not see it. None: nothing to show."""

    name: str
    read: Callable[[PartnerAccount], RecordFigure | None]
    permission: str = ""
    order: int = 50


PARTNER_FIGURES: Registry[PartnerFigure] = Registry(
    "figure of a partner account", sort=lambda figure: (figure.order, figure.name)
)


def _role_of(person: CompanyContact | PartnerDelegate) -> str:
    return str(person.role or _(str(NAMES[BUYER])))


def _name_of(person: CompanyContact | PartnerDelegate) -> str:
    return str(person.user if isinstance(person, PartnerDelegate) else person.name)


def _email_of(person: CompanyContact | PartnerDelegate) -> str:
    return person.user.email if isinstance(person, PartnerDelegate) else person.email


def _state_of(person: CompanyContact | PartnerDelegate) -> str:
    if isinstance(person, PartnerDelegate):
        return str(_("delegate"))
    if not person.is_active:
        return str(_("not active"))
    return str(_("active") if person.user_id else _("no account yet"))


PEOPLE = [
    Column("name", label=pgettext_lazy("of a person", "Name"), accessor=_name_of),
    Column("email", label=_("E-mail"), accessor=_email_of),
    Column("role", label=pgettext_lazy("of a person", "Role"), accessor=_role_of),
    Column("state", label=_("Status"), accessor=_state_of),
]


def people(account: PartnerAccount, _user: User) -> dict[str, object] | None:
    """List who acts for the account: the people of the company, then delegates."""
    contacts = CompanyContact.objects.filter(company=account.company_id).select_related("role")
    delegates = account.delegates.select_related("user", "role").order_by("user__email")
    return table(PEOPLE, [*contacts.order_by("name", "pk"), *delegates])


PARTNER_PANELS.register(
    Panel(name="people", title=_("Who acts for the partner"), context=people, order=40, area=MAIN)
)
