"""The rules' place in the back office."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.catalogue_visibility import panels, views
from shop.catalogue_visibility.models import VisibilityRule

__all__ = ["panels"]

LISTS.register(
    RegisteredList(name="visibility-rules", permission=views.SEE, url_name="visibility-rules:index")
)


class RuleViewSet(BackOfficeViewSet):
    """The list at `/cms/visibility-rules/`; a rule is written anew or taken away, each with a preview."""

    model = VisibilityRule
    name = "visibility-rules"
    icon = "view"
    menu_label = _("Visibility rules")
    menu_order = 45
    add_to_admin_menu = True
    index_view_class = views.RuleListView
    list_display = ["part_name"]
    form_fields = ["note"]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and filters to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: view_kwargs[key]
            for key in view_kwargs.keys() - {"list_export", "list_display", "list_filter"}
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list, a new rule, a rule, the check and what the pickers ask."""
        kept = [url for url in super().get_urlpatterns() if url.name in {"index", "index_results"}]
        return [
            *kept,
            path("new/", views.new_view, name="add"),
            path("<int:pk>/", views.delete_view, name="delete"),
            path("check/", views.check_view, name="check"),
            path("companies/", views.companies_view, name="companies"),
            path("products/", views.products_view, name="products"),
        ]


@hooks.register("register_admin_viewset")
def register_rules() -> RuleViewSet:
    """Add the rules to the back office."""
    return RuleViewSet()


@hooks.register("register_permissions")
def register_rule_permissions() -> QuerySet[Permission]:
    """Offer the rights on rules where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="catalogue_visibility", content_type__model="visibilityrule"
    )
