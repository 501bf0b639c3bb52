"""Automation's place in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import DateColumn

from crm_core.automation import log_views, views
from crm_core.automation.forms import WebhookForm
from crm_core.automation.models import Rule, WebhookEndpoint
from crm_core.automation.viewsets import PANELS, RuleListView, RuleRecordView
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.record import RecordViewSet


class RuleViewSet(RecordViewSet):
    """Rules at `/cms/rules/`; they are written in a form of their own."""

    model = Rule
    name = "rules"
    url_prefix = "rules"
    icon = "cogs"
    list_name = "rules"
    menu_label = gettext_lazy("Rules")
    menu_order = 15
    add_to_admin_menu = True
    index_view_class = RuleListView
    inspect_view_class = RuleRecordView
    record_panels = PANELS
    form_fields = ["name"]
    list_filter = ["state"]
    search_fields = ["name"]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Put our own pages in the place of Wagtail's forms."""
        own = {"add", "edit", "delete", "copy", "usage", "history"}
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name not in own]
        return [
            *patterns,
            path("new/", views.add, name="add"),
            path("failed/", log_views.failed, name="failed"),
            path("pause/", views.pause, name="pause"),
            path("<int:pk>/edit/", views.edit, name="edit"),
            path("<int:pk>/delete/", views.delete, name="delete"),
            path("<int:pk>/switch/", views.switch_rule, name="switch"),
            path("<int:pk>/log/", log_views.log, name="log"),
            path("<int:pk>/dry-run/", views.dry_run, name="ask_dry_run"),
            path("<int:pk>/versions/<int:number>/", log_views.version, name="version"),
            path("<int:pk>/press/<int:customer>/", views.press_button, name="press"),
            path("dry-runs/<int:pk>/", views.dry_run_page, name="dry_run"),
            path("runs/<int:pk>/", log_views.run_page, name="run"),
            path("runs/<int:pk>/settle/", log_views.settle_run, name="settle"),
        ]


class WebhookViewSet(BackOfficeViewSet):
    """Servers that rules call, at `/cms/webhooks/`."""

    model = WebhookEndpoint
    name = "webhooks"
    url_prefix = "webhooks"
    icon = "link-external"
    list_name = "webhooks"
    menu_label = gettext_lazy("Webhooks")
    menu_order = 16
    add_to_admin_menu = True
    list_display = [
        "name",
        "url",
        "is_active",
        DateColumn("created_at", label=pgettext_lazy("when", "Created")),
    ]
    search_fields = ["name", "url"]
    form_fields = ["name", "url", "secret", "is_active"]

    def get_form_class(self, for_update: bool = False) -> type[WebhookForm]:  # noqa: FBT001, FBT002 - Wagtail's
        """Ask for the address and the secret."""
        return WebhookForm


@hooks.register("register_admin_viewset")
def register_rules() -> list[RuleViewSet | WebhookViewSet]:
    """Add the rules and the webhooks."""
    return [RuleViewSet(), WebhookViewSet()]
