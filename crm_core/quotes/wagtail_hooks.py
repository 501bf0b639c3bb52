"""The quotes' place in the back office."""

from typing import cast

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from crm_core.quotes.access import ADD, CHANGE, VIEW
from crm_core.quotes.filters import QuoteFilterSet
from crm_core.quotes.models import Quote, QuoteTemplate
from crm_core.quotes.office import QuoteListView, QuotePageView
from crm_core.quotes.panels import PANELS
from crm_core.quotes.template_forms import TEMPLATE_FORM
from crm_core.quotes.views import office
from shop.backoffice.access import View, require_permissions
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.record import RecordViewSet
from shop.user.models import User


class QuotePolicy(ModelPermissionPolicy):
    """A quote begins with a customer and is never deleted: orders and deals name it."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow looking and changing."""
        return action in {"view", "change"} and bool(super().user_has_permission(user, action))


register_permission_policy(Quote, QuotePolicy(Quote))


class QuoteViewSet(RecordViewSet):
    """List and page of the quotes at `/cms/quotes/`."""

    model = Quote
    name = "quotes_office"
    url_prefix = "quotes"
    icon = "doc-full"
    menu_label = _("Quotes")
    menu_order = 13
    add_to_admin_menu = True
    index_view_class = QuoteListView
    inspect_view_class = QuotePageView
    record_panels = PANELS
    filterset_class = QuoteFilterSet
    form_fields = ["owner", "wanted_on", "internal_note"]
    export_filename = "quotes"
    ordering = "-created_at"
    search_fields = ["number"]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: value for key, value in view_kwargs.items() if key not in {"list_export", "list_display"}
        }


class QuoteTemplateViewSet(BackOfficeViewSet):
    """List and form of the templates at `/cms/quote-templates/`."""

    model = QuoteTemplate
    name = "quote_templates"
    url_prefix = "quote-templates"
    icon = "doc-empty"
    menu_label = _("Quote templates")
    menu_order = 14
    add_to_admin_menu = True
    list_display = ["name", "valid_days", "payment_terms", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["name"]
    edit_handler = TEMPLATE_FORM


@hooks.register("register_admin_viewset")
def register_quotes() -> list[BackOfficeViewSet]:
    """Add the quotes and their templates to the back office."""
    return [QuoteViewSet(), QuoteTemplateViewSet()]


def _guarded(view: object, *permissions: str) -> View:
    return require_permissions(cast("View", view), list(permissions))


@hooks.register("register_admin_urls")
def register_quote_urls() -> list[URLPattern]:
    """Mount what belongs to quotes beside their list."""
    begin, offer = _guarded(office.begin, ADD), _guarded(office.offer, VIEW, CHANGE)
    pdf, file = _guarded(office.pdf, VIEW), _guarded(office.file, VIEW)
    return [
        path("customers/<int:pk>/quote/", begin, name="quote_begin"),
        path("quotes/<int:pk>/offer/", offer, name="quote_offer"),
        path("quotes/<int:pk>/pdf/<int:number>/", pdf, name="quote_pdf"),
        path("quote-files/<int:pk>/", file, name="quote_file"),
    ]
