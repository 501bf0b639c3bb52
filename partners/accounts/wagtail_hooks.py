"""Partner accounts' place in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from partners.accounts.choosers import company_chooser_viewset
from partners.accounts.forms import PartnerAccountForm
from partners.accounts.models import PartnerAccount
from partners.accounts.panels import PARTNER_PANELS
from partners.accounts.views import PartnerAccountListView, PartnerPageView
from shop.backoffice.record import RecordViewSet


class PartnerAccountViewSet(RecordViewSet):
    """List, page and form of the partner accounts at `/cms/partner-accounts/`."""

    model = PartnerAccount
    name = "partner_accounts"
    url_prefix = "partner-accounts"
    icon = "link"
    menu_label = _("Partner accounts")
    menu_order = 40
    add_to_admin_menu = True
    index_view_class = PartnerAccountListView
    inspect_view_class = PartnerPageView
    record_panels = PARTNER_PANELS
    inspect_view_fields = ["code", "commission_rate", "return_period_days"]
    form_fields = PartnerAccountForm.Meta.fields
    list_filter = ["status"]
    search_fields = PartnerAccountListView.search_fields
    search_backend_name = None
    export_filename = "partner-accounts"

    def get_form_class(self, for_update: bool = False) -> type[PartnerAccountForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that knows the people."""
        return PartnerAccountForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


@hooks.register("register_admin_viewset")
def register_partner_accounts() -> PartnerAccountViewSet:
    """Add the partner accounts to the back office."""
    return PartnerAccountViewSet()


@hooks.register("register_admin_viewset")
def register_company_chooser() -> ChooserViewSet:
    """Let staff pick or add the company of an account."""
    return company_chooser_viewset
