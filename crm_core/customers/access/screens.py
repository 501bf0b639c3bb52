"""Teams and territories in the back office, and the fields of customers on the page of a group."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column

from crm_core.customers.access.field_forms import GroupFieldRights
from crm_core.customers.access.forms import TeamForm, TerritoryForm
from crm_core.customers.models import Team, Territory
from shop.backoffice.listing import BackOfficeViewSet


class TeamViewSet(BackOfficeViewSet):
    """The teams at `/cms/customer-teams/`."""

    model = Team
    name = "customer_teams"
    url_prefix = "customer-teams"
    icon = "group"
    add_to_admin_menu = True
    list_display = ["name", Column("manager", label=_("Manager"))]
    form_fields = ["name", "manager", "members"]
    ordering = "name"
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[TeamForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Offer staff only."""
        return TeamForm


class TerritoryViewSet(BackOfficeViewSet):
    """The territories at `/cms/customer-territories/`."""

    model = Territory
    name = "customer_territories"
    url_prefix = "customer-territories"
    icon = "globe"
    add_to_admin_menu = True
    list_display = ["name"]
    form_fields = ["name", "members"]
    ordering = "name"
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[TerritoryForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Offer staff only."""
        return TerritoryForm


@hooks.register("register_admin_viewset")
def register_circles() -> list[BackOfficeViewSet]:
    """Add teams and territories to the back office."""
    return [
        TeamViewSet(menu_label=_("Teams"), menu_order=20),
        TerritoryViewSet(menu_label=_("Territories"), menu_order=21),
    ]


@hooks.register("register_group_permission_panel")
def register_field_rights() -> type[GroupFieldRights]:
    """Let a group lack fields of customers."""
    return GroupFieldRights
